/**
 * The shapes of JSON.
 *
 * @module
 */

/** A JSON object. */
export type JsonRecord = Record<string, unknown>;

/** Whether `value` is a JSON object (not an array, not `null`). */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether `value` is a JSON object or array. */
export function isContainer(value: unknown): value is JsonRecord | unknown[] {
  return typeof value === "object" && value !== null;
}

/** Whether two JSON values are equal. */
export function deepEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  return isContainer(left) && isContainer(right) && membersEqual(left, right, deepEqual);
}

/** Whether two lists or two objects have the same members, by `isEqual`. */
export function membersEqual(
  left: object,
  right: object,
  isEqual: (left: unknown, right: unknown) => boolean,
): boolean {
  if (Array.isArray(left) || Array.isArray(right)) {
    return (
      Array.isArray(left) &&
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((member, index) => isEqual(member, right[index]))
    );
  }
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every(
      (key) =>
        Object.hasOwn(right, key) && isEqual(Reflect.get(left, key), Reflect.get(right, key)),
    )
  );
}

/** How many elements are equal at the start of two lists, and how many of the rest at the end. */
export function commonEnds(
  left: readonly unknown[],
  right: readonly unknown[],
  isEqual: (left: unknown, right: unknown) => boolean,
): { head: number; tail: number } {
  const shorter = Math.min(left.length, right.length);
  let head = 0;
  while (head < shorter && isEqual(left[head], right[head])) head += 1;
  let tail = 0;
  while (tail < shorter - head && isEqual(left.at(-1 - tail), right.at(-1 - tail))) tail += 1;
  return { head, tail };
}

/** The elements of a list that another does not have. */
export function without(list: readonly unknown[], other: readonly unknown[]): unknown[] {
  const known = new Set(other);
  return list.filter((element) => !known.has(element));
}

/** Whether a value is a list or an object that is nothing but its members. */
export function isPlain(value: unknown): value is object {
  if (!isContainer(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

/**
 * Sets an own property. A plain assignment would take the key `__proto__`,
 * which JSON allows, for the prototype.
 */
export function setOwn(target: object, key: string | number, value: unknown): void {
  if (key !== "__proto__") {
    (target as JsonRecord)[key] = value;
    return;
  }
  Object.defineProperty(target, key, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}

/** A container with the same members. */
export function copyOf<T extends object>(container: T): T {
  return (Array.isArray(container) ? container.slice() : { ...container }) as T;
}

/**
 * Replaces every member of a container by `map` of it; gives the container
 * itself where that changes none.
 */
export function mapMembers<T extends JsonRecord | unknown[]>(
  container: T,
  map: (member: unknown, key: string | number) => unknown,
): T {
  let copy: T | undefined;
  for (const key of Array.isArray(container) ? container.keys() : Object.keys(container)) {
    const member: unknown = container[key as keyof T];
    const mapped = map(member, key);
    if (mapped === member) continue;
    copy ??= copyOf(container);
    setOwn(copy, key, mapped);
  }
  return copy ?? container;
}
