/**
 * Keeps old references where new data says the same.
 *
 * @module
 */

import { isRecord, type JsonRecord, setOwn } from "./json.js";
import { storeIdOf } from "./marker.js";
import { storeIdKey } from "./store-id.js";

/**
 * Returns a value equal to `next` that shares with `prev` every branch that is
 * equal in both; all of `prev` when nothing differs. Neither argument is
 * changed. Store nodes of a list are matched by their store id, other elements
 * by position, from both ends.
 */
export function reconcile(prev: unknown, next: unknown): unknown {
  if (prev === next) return prev;
  if (Array.isArray(prev)) return Array.isArray(next) ? reconcileArray(prev, next) : next;
  return isRecord(prev) && isRecord(next) ? reconcileRecord(prev, next) : next;
}

function reconcileRecord(prev: JsonRecord, next: JsonRecord): JsonRecord {
  const keys = Object.keys(next);
  let equal = keys.length === Object.keys(prev).length;
  let merged: JsonRecord | undefined;
  for (const key of keys) {
    if (!Object.hasOwn(prev, key)) {
      equal = false;
      continue;
    }
    const value = reconcile(prev[key], next[key]);
    if (value !== prev[key]) equal = false;
    if (value === next[key]) continue;
    merged ??= { ...next };
    setOwn(merged, key, value);
  }
  return equal ? prev : (merged ?? next);
}

function reconcileArray(prev: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  const match = matcher(prev, next);
  let equal = prev.length === next.length;
  let merged: unknown[] | undefined;
  next.forEach((element, index) => {
    const value = match(element, index);
    if (value !== prev[index]) equal = false;
    if (value === element) return;
    merged ??= [...next];
    merged[index] = value;
  });
  return equal ? prev : (merged ?? next);
}

/** Finds, for each element of `next`, the element of `prev` to reconcile it with. */
function matcher(
  prev: readonly unknown[],
  next: readonly unknown[],
): (element: unknown, index: number) => unknown {
  const stores = new Map<string, unknown>();
  for (const element of prev) {
    const id = storeIdOf(element);
    if (id !== undefined) stores.set(storeIdKey(id), element);
  }
  if (stores.size > 0) {
    return (element) => {
      const id = storeIdOf(element);
      if (id === undefined) return element;
      const key = storeIdKey(id);
      const known = stores.get(key);
      // One old node must not stand in two places of the new list.
      stores.delete(key);
      return known === undefined ? element : reconcile(known, element);
    };
  }
  const shift = prev.length - next.length;
  const tail = shift === 0 ? 0 : equalTail(prev, next);
  const tailStart = next.length - tail;
  return (element, index) => {
    if (index >= tailStart) return prev[index + shift];
    return index < prev.length - tail ? reconcile(prev[index], element) : element;
  };
}

/** How many elements at the end of both lists are equal, past the equal ones at the start. */
function equalTail(prev: readonly unknown[], next: readonly unknown[]): number {
  const shorter = Math.min(prev.length, next.length);
  let head = 0;
  while (head < shorter && reconcile(prev[head], next[head]) === prev[head]) head += 1;
  let tail = 0;
  while (
    tail < shorter - head &&
    reconcile(prev[prev.length - 1 - tail], next[next.length - 1 - tail]) ===
      prev[prev.length - 1 - tail]
  ) {
    tail += 1;
  }
  return tail;
}
