/**
 * One-level equality.
 *
 * @module
 */

/**
 * Whether two values are identical, or are both plain lists or both plain
 * objects with identical members.
 */
export function shallowEqual(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) {
    return false;
  }
  if (Object.getPrototypeOf(left) !== Object.getPrototypeOf(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(right, key) && Object.is(Reflect.get(left, key), Reflect.get(right, key)),
  );
}
