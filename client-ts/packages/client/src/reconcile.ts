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
  const { head, tail } = equalEnds(prev, next);
  if (head === next.length && head === prev.length) return prev;
  const match = matcher(prev.slice(head, prev.length - tail), member);
  const merged = next.slice();
  let shared = false;
  const share = (index: number, value: unknown) => {
    if (merged[index] === value) return;
    merged[index] = value;
    shared = true;
  };
  const shift = prev.length - next.length;
  const tailStart = next.length - tail;
  for (let index = 0; index < head; index += 1) share(index, prev[index]);
  for (let index = head; index < tailStart; index += 1) {
    share(index, match(next[index], index - head));
  }
  for (let index = tailStart; index < next.length; index += 1) share(index, prev[index + shift]);
  return shared ? merged : next;
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

/** How many elements are equal at the start of both lists, and how many of the rest at the end. */
function equalEnds(
  prev: readonly unknown[],
  next: readonly unknown[],
): { head: number; tail: number } {
  const shorter = Math.min(prev.length, next.length);
  let head = 0;
  while (head < shorter && deepEqual(prev[head], next[head])) head += 1;
  const rest = shorter - head;
  let tail = 0;
  while (tail < rest && deepEqual(prev.at(-1 - tail), next.at(-1 - tail))) tail += 1;
  return { head, tail };
}
