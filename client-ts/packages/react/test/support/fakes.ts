import type { MountedStore, MusubiConnection, StoreProxy } from "@musubi/client";
import { act } from "@testing-library/react";
import { vi } from "vitest";

export type R = Musubi.Stores;
export type Store = StoreProxy<"Test.Store", R>;

/** A store whose snapshot the test sets. */
export class FakeStore {
  readonly __musubi_store_id__: readonly string[];
  readonly dispatchCommand = vi.fn<(name: string, payload?: unknown) => Promise<unknown>>();
  readonly handleEvent = vi.fn((name: string, handler: (payload: unknown) => void) => {
    this.handlers.set(name, handler);
    return () => {
      this.handlers.delete(name);
    };
  });
  readonly handlers = new Map<string, (payload: unknown) => void>();
  private readonly listeners = new Set<() => void>();

  constructor(
    private current: object | undefined,
    id: readonly string[] = [],
  ) {
    this.__musubi_store_id__ = id;
  }

  snapshot(): object | undefined {
    return this.current;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  get subscribers(): number {
    return this.listeners.size;
  }

  set(snapshot: object | undefined): void {
    this.current = snapshot;
    for (const listener of [...this.listeners]) listener();
  }

  /** The store as the hooks take it. */
  get proxy(): Store {
    return this as unknown as Store;
  }
}

/** One call of `mountStore`, settled by the test. */
export interface FakeMount {
  readonly options: unknown;
  readonly unmount: ReturnType<typeof vi.fn>;
  succeed(
    store: FakeStore,
    seed?: { isFetching: boolean; revalidated: Promise<void> },
  ): Promise<void>;
  fail(error: Error): Promise<void>;
}

/** A connection whose mounts the test settles. */
export class FakeConnection {
  readonly mounts: FakeMount[] = [];

  readonly mountStore = vi.fn((options: unknown) => {
    let resolve: (mounted: unknown) => void = () => {};
    let reject: (error: Error) => void = () => {};
    const mounting = new Promise((onResolve, onReject) => {
      resolve = onResolve;
      reject = onReject;
    });
    const unmount = vi.fn(async () => {});
    const settled = async () => {
      await mounting.catch(() => {});
    };
    this.mounts.push({
      options,
      unmount,
      succeed: (store, seed = { isFetching: false, revalidated: Promise.resolve() }) =>
        act(() => {
          resolve({ store, unmount, fromCache: seed.isFetching, ...seed });
          return settled();
        }),
      fail: (error) =>
        act(() => {
          reject(error);
          return settled();
        }),
    });
    return mounting as Promise<MountedStore<"Test.Store", R>>;
  });

  mount(index: number): FakeMount {
    const mount = this.mounts[index];
    if (mount === undefined) throw new Error(`there is no mount ${index}`);
    return mount;
  }

  /** The connection as the provider takes it. */
  get connection(): MusubiConnection<R> {
    return this as unknown as MusubiConnection<R>;
  }
}
