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
  if (!isContainer(left) || !isContainer(right)) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every(
      (key) =>
        Object.hasOwn(right, key) && deepEqual(Reflect.get(left, key), Reflect.get(right, key)),
    )
  );
}

/**
 * Sets an own property. A plain assignment would take the key `__proto__`,
 * which JSON allows, for the prototype.
 */
export function setOwn(target: JsonRecord, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  } else {
    target[key] = value;
  }
}

/**
 * Replaces every member of a container by `map` of it; gives the container
 * itself where that changes none.
 */
export function mapMembers<T extends JsonRecord | unknown[]>(
  container: T,
  map: (member: unknown, key: string | number) => unknown,
): T {
  if (Array.isArray(container)) {
    let copy: unknown[] | undefined;
    for (let index = 0; index < container.length; index += 1) {
      const member: unknown = container[index];
      const mapped = map(member, index);
      if (mapped === member) continue;
      copy ??= container.slice();
      copy[index] = mapped;
    }
    return (copy ?? container) as T;
  }
  let copy: JsonRecord | undefined;
  for (const key of Object.keys(container)) {
    const member = container[key];
    const mapped = map(member, key);
    if (mapped === member) continue;
    copy ??= { ...container };
    setOwn(copy, key, mapped);
  }
  return (copy ?? container) as T;
}
