/**
 * One-level equality.
 *
 * @module
 */

import { isPlain, membersEqual } from "./json.js";

/**
 * Whether two values are identical, or are both plain lists or both plain
 * objects with identical members.
 */
export function shallowEqual(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  return isPlain(left) && isPlain(right) && membersEqual(left, right, Object.is);
}
