/**
 * Keeps old references where new data says the same.
 *
 * @module
 */

import { deepEqual, isRecord, type JsonRecord, setOwn } from "./json.js";
import { storeIdOf } from "./marker.js";
import { storeIdKey } from "./store-id.js";

/** Merges what stands at the same place of an old and a new value. */
type Merge = (prev: unknown, next: unknown) => unknown;

/**
 * Returns a value equal to `next` that shares with `prev` every branch that is
 * equal in both; all of `prev` when nothing differs. Neither argument is
 * changed. Store nodes of a list are matched by their store id, other elements
 * by position, from both ends.
 */
export function reconcile(prev: unknown, next: unknown): unknown {
  return merge(prev, next, reconcile);
}

/**
 * {@link reconcile} for two snapshots of one store. Takes the snapshots of child
 * stores as they are: those are kept by themselves.
 */
export function reconcileSnapshot(prev: unknown, next: unknown): unknown {
  return merge(prev, next, inSnapshot);
}

function inSnapshot(prev: unknown, next: unknown): unknown {
  return storeIdOf(next) === undefined ? merge(prev, next, inSnapshot) : next;
}

function merge(prev: unknown, next: unknown, member: Merge): unknown {
  if (prev === next) return prev;
  if (Array.isArray(prev)) return Array.isArray(next) ? mergeArrays(prev, next, member) : next;
  return isRecord(prev) && isRecord(next) ? mergeRecords(prev, next, member) : next;
}

function mergeRecords(prev: JsonRecord, next: JsonRecord, member: Merge): JsonRecord {
  const keys = Object.keys(next);
  let equal = keys.length === Object.keys(prev).length;
  let merged: JsonRecord | undefined;
  for (const key of keys) {
    if (!Object.hasOwn(prev, key)) {
      equal = false;
      continue;
    }
    const value = member(prev[key], next[key]);
    if (value !== prev[key]) equal = false;
    if (value === next[key]) continue;
    merged ??= { ...next };
    setOwn(merged, key, value);
  }
  return equal ? prev : (merged ?? next);
}

function mergeArrays(
  prev: readonly unknown[],
  next: readonly unknown[],
  member: Merge,
): readonly unknown[] {
  const match = matcher(prev, next, member);
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

/** Merges each element of `next` with the element of `prev` that it goes with. */
function matcher(
  prev: readonly unknown[],
  next: readonly unknown[],
  member: Merge,
): (element: unknown, index: number) => unknown {
  const { head, tail } = equalEnds(prev, next);
  const shift = prev.length - next.length;
  const stores = new Map<string, unknown>();
  for (const element of prev.slice(head, prev.length - tail)) {
    const id = storeIdOf(element);
    if (id !== undefined) stores.set(storeIdKey(id), element);
  }
  return (element, index) => {
    if (index < head) return prev[index];
    if (index >= next.length - tail) return prev[index + shift];
    const id = storeIdOf(element);
    if (id === undefined) {
      // A place past the old middle, or one that a store had, has nothing to share.
      const known = index < prev.length - tail ? prev[index] : undefined;
      return storeIdOf(known) === undefined ? member(known, element) : element;
    }
    const key = storeIdKey(id);
    const known = stores.get(key);
    // One old node must not stand in two places of the new list.
    stores.delete(key);
    return member(known, element);
  };
}

/** How many elements are equal at the start of both lists, and how many of the rest at the end. */
function equalEnds(
  prev: readonly unknown[],
  next: readonly unknown[],
): { head: number; tail: number } {
  const shorter = Math.min(prev.length, next.length);
  let head = 0;
  while (head < shorter && deepEqual(prev[head], next[head])) head += 1;
  let tail = 0;
  while (
    tail < shorter - head &&
    deepEqual(prev[prev.length - 1 - tail], next[next.length - 1 - tail])
  ) {
    tail += 1;
  }
  return { head, tail };
}
