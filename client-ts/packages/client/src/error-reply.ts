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

/** An error that a reply of the server tells of. */
export class ReplyError extends Error {
  /** The first string among `code`, `error` and `reason` of the reply. */
  readonly code: string | undefined;
  /** The typed value of the error (`error` of a reply that has a `code`), else `undefined`. */
  readonly detail: unknown;

  constructor(message: string, reply: unknown, cause: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = codeOf(reply);
    this.detail = isRecord(reply) && typeof reply["code"] === "string" ? reply["error"] : undefined;
  }
}
