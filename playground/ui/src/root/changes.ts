/**
 * Which values differ between two states of one root.
 *
 * @module
 */

import { STORE_ID_KEY } from "@musubi/client";
import { isObject } from "../types/values";

/** Names a value by where it stands. */
export type Path = readonly (string | number)[];

/** `value`: the value itself is new. `within`: something inside it is. */
export type Change = "value" | "within";

export type Changes = ReadonlyMap<string, Change>;

export function pathKey(path: Path): string {
  return JSON.stringify(path);
}

/**
 * What is new in `next`. What did not change is the same object in both, so only what did is
 * looked at.
 */
export function changesBetween(previous: unknown, next: unknown): Changes {
  const changes = new Map<string, Change>();
  compare(previous, next, [], changes);
  return changes;
}

function compare(previous: unknown, next: unknown, path: Path, changes: Map<string, Change>): void {
  if (Object.is(previous, next)) return;
  if (Array.isArray(previous) && Array.isArray(next)) {
    compareItems(previous, next, path, changes);
  } else if (isObject(previous) && isObject(next) && sameStore(previous, next)) {
    for (const key of Object.keys(next)) compare(previous[key], next[key], [...path, key], changes);
    changes.set(pathKey(path), "within");
  } else {
    changes.set(pathKey(path), "value");
  }
}

/** An item is compared with what it was before, wherever in the list that stood. */
function compareItems(
  previous: readonly unknown[],
  next: readonly unknown[],
  path: Path,
  changes: Map<string, Change>,
): void {
  const before = new Map(previous.map((item, index) => [identity(item, index), item]));
  next.forEach((item, index) => {
    compare(before.get(identity(item, index)), item, [...path, index], changes);
  });
  changes.set(pathKey(path), "within");
}

/** What a row is known by: its store id, or what usually identifies a row. */
function identity(item: unknown, index: number): string {
  if (!isObject(item)) return String(index);
  const key = item[STORE_ID_KEY] ?? item["id"] ?? item["key"] ?? item["sku"];
  return key === undefined ? String(index) : JSON.stringify(key);
}

function sameStore(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  return JSON.stringify(a[STORE_ID_KEY]) === JSON.stringify(b[STORE_ID_KEY]);
}
