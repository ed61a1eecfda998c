/**
 * Why a command failed.
 *
 * @module
 */

import { codeOf, ReplyError } from "./error-reply.js";
import type { StoreId } from "./types/wire.js";

/** `failed`: the server answered with an error. `timeout`: it did not answer. */
export type MusubiCommandErrorKind = "failed" | "timeout";

/** Arguments of {@link MusubiCommandError}. */
export interface MusubiCommandErrorOptions {
  kind: MusubiCommandErrorKind;
  /** Name of the command. */
  command: string;
  /** The store that it was sent to. */
  storeId: StoreId;
  /** The error reply as it came; leave out on a timeout. */
  reply?: unknown;
  /** The error behind this one, if there is one. */
  cause?: unknown;
}

/**
 * A command that the server refused or did not answer.
 *
 * `CommandErrorOf` is the same class typed for one command: there `code` narrows
 * `detail`. Get it from `isCommandError`, `tryCommand` or `useMusubiCommand`.
 */
export class MusubiCommandError extends ReplyError {
  override readonly name = "MusubiCommandError";
  readonly kind: MusubiCommandErrorKind;
  /** Name of the command. */
  readonly command: string;
  /** The store that the command was sent to. */
  readonly storeId: StoreId;
  /** The error reply as it came; `undefined` on a timeout. */
  readonly reply: unknown;

  constructor(options: MusubiCommandErrorOptions) {
    const { kind, command, storeId, reply, cause } = options;
    super(describe(command, kind, codeOf(reply)), reply, cause);
    this.kind = kind;
    this.command = command;
    this.storeId = storeId;
    this.reply = reply;
  }

  /**
   * Whether `value` is a command error. Compares by name, so that it also holds
   * when two copies of this package are loaded.
   */
  static is(value: unknown): value is MusubiCommandError {
    return value instanceof Error && value.name === "MusubiCommandError";
  }
}

/**
 * Makes a command error of whatever a dispatch rejected with: a command error
 * stays itself, anything else (such as `Disconnected`) becomes the `cause` of
 * one whose `code` is its message.
 */
export function toCommandError(
  error: unknown,
  command: string,
  storeId: StoreId,
): MusubiCommandError {
  if (MusubiCommandError.is(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new MusubiCommandError({
    kind: "failed",
    command,
    storeId,
    reply: { error: message },
    cause: error,
  });
}

function describe(command: string, kind: MusubiCommandErrorKind, code = ""): string {
  const outcome = kind === "timeout" ? "timed out" : `failed${code && `: ${code}`}`;
  return `Command "${command}" ${outcome}`;
}
