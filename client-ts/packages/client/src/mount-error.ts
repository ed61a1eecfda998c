/**
 * Why a root was not mounted.
 *
 * @module
 */

import { ReplyError, reasonOf } from "./error-reply.js";

/** What `code` of a {@link MusubiMountError} may be, besides the codes that a store refuses with. */
export type MountErrorCode =
  | "invalid_params"
  | "unauthorized"
  | "timeout"
  | "too_large"
  | "too_many_requests"
  | "too many channels joined"
  | "unknown root"
  | "unmatched topic"
  | "internal error";

/** A mount that the server refused or did not answer. */
export class MusubiMountError extends ReplyError {
  declare readonly code: MountErrorCode | (string & {}) | undefined;
  override readonly name = "MusubiMountError";
  /** The server's sentence for people; the message where the server did not answer. */
  readonly reason: string;

  /** `reply` is the error reply as it came, and becomes the `cause`; leave it out on a timeout. */
  constructor(message: string, reply?: unknown) {
    super(message, reply, reply);
    this.reason = reply === undefined ? message : reasonOf(reply);
  }

  /**
   * Whether `value` is a mount error. Compares by name, so that it also holds
   * when two copies of this package are loaded.
   */
  static is(value: unknown): value is MusubiMountError {
    return value instanceof Error && value.name === "MusubiMountError";
  }
}
