/**
 * Why a root was not mounted.
 *
 * @module
 */

import { codeOf, detailOf, reasonOf } from "./error-reply.js";

/** A mount that the server refused or did not answer. */
export class MusubiMountError extends Error {
  override readonly name = "MusubiMountError";
  /** The server's sentence for people; the message where the server did not answer. */
  readonly reason: string;
  /** The first string among `code`, `error` and `reason` of the reply. */
  readonly code: string | undefined;
  /** The typed value of the refusal (`error` of a reply that has a `code`), else `undefined`. */
  readonly detail: unknown;

  /** `reply` is the error reply as it came, and becomes the `cause`; leave it out on a timeout. */
  constructor(message: string, reply?: unknown) {
    super(message, reply === undefined ? undefined : { cause: reply });
    this.reason = reply === undefined ? message : reasonOf(reply);
    this.code = codeOf(reply);
    this.detail = detailOf(reply);
  }

  /**
   * Whether `value` is a mount error. Compares by name, so that it also holds
   * when two copies of this package are loaded.
   */
  static is(value: unknown): value is MusubiMountError {
    return value instanceof Error && value.name === "MusubiMountError";
  }
}
