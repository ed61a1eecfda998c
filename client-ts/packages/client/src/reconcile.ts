/**
 * Keeps old references where new data says the same.
 *
 * @module
 */

import { commonEnds, deepEqual, isRecord, type JsonRecord, setOwn, without } from "./json.js";
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
  if (prev === next) return prev;
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
  const { head, tail } = commonEnds(prev, next, deepEqual);
  if (head === next.length && head === prev.length) return prev;
  const before = prev.slice(head, prev.length - tail);
  const after = next.slice(head, next.length - tail);
  // What is the same object in both is itself, wherever it stands.
  const match = matcher(without(before, after), member);
  const merges = new Map(
    without(after, before).map((element, index) => [element, match(element, index)]),
  );
  const shift = prev.length - next.length;
  const merged = next.map((element, index) => {
    if (index < head) return prev[index];
    if (index >= next.length - tail) return prev[index + shift];
    return merges.has(element) ? merges.get(element) : element;
  });
  return merged.every((element, index) => element === next[index]) ? next : merged;
}

/** Merges an element of the newer list with the one of `prev` that it goes with. */
function matcher(
  prev: readonly unknown[],
  member: Merge,
): (element: unknown, index: number) => unknown {
  const stores = new Map<string, unknown>();
  for (const element of prev) {
    const id = storeIdOf(element);
    if (id !== undefined) stores.set(storeIdKey(id), element);
  }
  return (element, index) => {
    const id = storeIdOf(element);
    if (id === undefined) {
      // What a store stood for is not shared with what is no store.
      const known = prev[index];
      return storeIdOf(known) === undefined ? member(known, element) : element;
    }
    const key = storeIdKey(id);
    const known = stores.get(key);
    // One old node must not stand in two places of the new list.
    stores.delete(key);
    return member(known, element);
  };
}
