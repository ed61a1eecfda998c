/**
 * Waiting for a store.
 *
 * @module
 */

import type { StoreModule } from "./types/registry.js";
import type { StoreProxy, StoreSnapshot } from "./types/store.js";

const waiting = new WeakMap<object, Promise<void>>();

/**
 * Resolves on the next change of a store. Until then every caller gets the same
 * promise, as React's Suspense needs it.
 */
export function nextSnapshot<M extends StoreModule<R>, R>(store: StoreProxy<M, R>): Promise<void> {
  const known = waiting.get(store);
  if (known !== undefined) return known;
  const next = new Promise<void>((resolve) => {
    const unsubscribe = store.subscribe(() => {
      unsubscribe();
      waiting.delete(store);
      resolve();
    });
  });
  waiting.set(store, next);
  return next;
}

/**
 * Resolves with what `select` returns as soon as that is not `undefined`, trying
 * the current snapshot first and then each new one. Rejects when `select`
 * throws.
 */
export async function waitFor<M extends StoreModule<R>, R, T>(
  store: StoreProxy<M, R>,
  select: (snapshot: StoreSnapshot<M, R> | undefined) => T | undefined,
): Promise<T> {
  const selected = select(store.snapshot());
  if (selected !== undefined) return selected;
  return new Promise<T>((resolve, reject) => {
    const unsubscribe = store.subscribe(() => {
      try {
        const value = select(store.snapshot());
        if (value === undefined) return;
        resolve(value);
      } catch (error) {
        reject(error);
      }
      unsubscribe();
    });
  });
}
