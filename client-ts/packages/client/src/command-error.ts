/**
 * Why a command failed.
 *
 * @module
 */

import { codeOf, detailOf } from "./error-reply.js";
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
export class MusubiCommandError extends Error {
  override readonly name = "MusubiCommandError";
  readonly kind: MusubiCommandErrorKind;
  /** Name of the command. */
  readonly command: string;
  /** The store that the command was sent to. */
  readonly storeId: StoreId;
  /** The error reply as it came; `undefined` on a timeout. */
  readonly reply: unknown;
  /** The first string among `code`, `error` and `reason` of the reply. */
  readonly code: string | undefined;
  /** The typed value of the error (`error` of a reply that has a `code`), else `undefined`. */
  readonly detail: unknown;

  constructor(options: MusubiCommandErrorOptions) {
    const code = codeOf(options.reply);
    super(
      describe(options.command, options.kind, code),
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.kind = options.kind;
    this.command = options.command;
    this.storeId = options.storeId;
    this.reply = options.reply;
    this.code = code;
    this.detail = detailOf(options.reply);
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

function describe(command: string, kind: MusubiCommandErrorKind, code: string | undefined): string {
  if (kind === "timeout") return `Command "${command}" timed out`;
  return code === undefined
    ? `Command "${command}" failed`
    : `Command "${command}" failed: ${code}`;
}
