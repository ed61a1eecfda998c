/**
 * What came and what went between two versions of an immutable tree.
 *
 * @module
 */

import { commonEnds, isContainer, isRecord, without } from "./json.js";

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
    const isOld = isContainer(before);
    const here = isContainer(after) && { container: after, above };
    if (isOld && here && follow(before, here.container)) {
      pairMembers(before, here.container, (left, right) => compare(left, right, here));
      return;
    }
    if (isOld) drops.push(before);
    if (here) grafts.push(here);
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
    for (const key of Object.keys(next)) {
      visit(Object.hasOwn(prev, key) ? prev[key] : undefined, next[key]);
    }
    for (const key of Object.keys(prev)) {
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
  const { head, tail } = commonEnds(prev, next, Object.is);
  const before = prev.slice(head, prev.length - tail);
  const after = next.slice(head, next.length - tail);
  const gone = without(before, after);
  const come = without(after, before);
  for (let index = 0; index < Math.max(gone.length, come.length); index += 1) {
    visit(gone[index], come[index]);
  }
}
