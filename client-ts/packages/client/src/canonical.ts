/**
 * One text per value.
 *
 * @module
 */

import { isRecord } from "./json.js";

/**
 * JSON with the keys of every object sorted and `undefined` members dropped, so
 * that equal values give equal texts. `undefined` itself gives `null`.
 */
export function canonicalStringify(value: unknown): string {
  return JSON.stringify(value, sorted) ?? "null";
}

function sorted(_key: string, value: unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}
