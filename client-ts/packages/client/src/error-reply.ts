/**
 * What an error reply says: `{ reason, code?, error? }`.
 *
 * @module
 */

import { isRecord } from "./json.js";

/** A sentence for people; the reply as JSON where it holds none. */
export function reasonOf(reply: unknown): string {
  const reason = isRecord(reply) ? reply["reason"] : reply;
  return typeof reason === "string" ? reason : JSON.stringify(reason ?? "no reason given");
}

/** The first string among `code`, `error` and `reason`. */
export function codeOf(reply: unknown): string | undefined {
  if (!isRecord(reply)) return undefined;
  return [reply["code"], reply["error"], reply["reason"]].find(
    (value): value is string => typeof value === "string",
  );
}

/** The typed value of a reply that has a `code`. */
export function detailOf(reply: unknown): unknown {
  return isRecord(reply) && typeof reply["code"] === "string" ? reply["error"] : undefined;
}
