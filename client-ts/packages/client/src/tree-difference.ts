/**
 * What came and what went between two versions of an immutable tree.
 *
 * @module
 */

import { isContainer, isRecord } from "./json.js";

/** A container of the newer tree and the containers above it. */
export interface Frame {
  readonly container: object;
  readonly above: Frame | undefined;
}

/** A subtree that only the newer tree has, and what it hangs on. */
export type Graft = Frame;

/** Subtrees of the older tree that are gone, and subtrees that are new. */
export interface Difference {
  readonly drops: readonly object[];
  readonly grafts: readonly Graft[];
}

/**
 * Compares two versions of a tree, without looking into what is the same object
 * in both. `follow` is asked for each pair of containers at the same place
 * whether they are versions of one thing; where they are not, the older counts
 * as gone and the newer as new. A subtree that moved is both.
 */
export function difference(
  prev: unknown,
  next: unknown,
  follow: (prev: object, next: object) => boolean,
): Difference {
  const drops: object[] = [];
  const grafts: Graft[] = [];
  const compare = (before: unknown, after: unknown, above: Frame | undefined): void => {
    if (before === after) return;
    if (!isContainer(before) || !isContainer(after) || !follow(before, after)) {
      if (isContainer(before)) drops.push(before);
      if (isContainer(after)) grafts.push({ container: after, above });
      return;
    }
    const here: Frame = { container: after, above };
    pairMembers(before, after, (left, right) => compare(left, right, here));
  };
  compare(prev, next, undefined);
  return { drops, grafts };
}

/** Visits the members of two versions of a container; `undefined` stands for none. */
function pairMembers(
  prev: object,
  next: object,
  visit: (before: unknown, after: unknown) => void,
): void {
  if (Array.isArray(prev) && Array.isArray(next)) {
    pairElements(prev, next, visit);
  } else if (isRecord(prev) && isRecord(next)) {
    let common = 0;
    for (const key of Object.keys(next)) {
      const isOld = Object.hasOwn(prev, key);
      if (isOld) common += 1;
      visit(isOld ? prev[key] : undefined, next[key]);
    }
    const old = Object.keys(prev);
    if (old.length === common) return;
    for (const key of old) {
      if (!Object.hasOwn(next, key)) visit(prev[key], undefined);
    }
  }
}

/**
 * Pairs the elements of two versions of a list. Elements that are the same
 * object in both need no visit, wherever they stand; the others are paired in
 * order, and what is left over on one side is visited against `undefined`.
 */
function pairElements(
  prev: readonly unknown[],
  next: readonly unknown[],
  visit: (before: unknown, after: unknown) => void,
): void {
  const shorter = Math.min(prev.length, next.length);
  let head = 0;
  while (head < shorter && prev[head] === next[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && prev[prev.length - 1 - tail] === next[next.length - 1 - tail]) {
    tail += 1;
  }
  const before = prev.slice(head, prev.length - tail);
  const after = next.slice(head, next.length - tail);
  const stayed = new Set<unknown>(after);
  const known = new Set<unknown>(before);
  const gone = before.filter((element) => !stayed.has(element));
  const come = after.filter((element) => !known.has(element));
  for (let index = 0; index < Math.max(gone.length, come.length); index += 1) {
    visit(gone[index], come[index]);
  }
}
