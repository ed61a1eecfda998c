/**
 * Command errors, typed per command.
 *
 * @module
 */

import type { MusubiCommandError } from "../command-error.js";
import type { PROTOCOL_ERROR_CODES } from "../error-codes.js";
import type { CommandName, CommandsOf, StoreModule } from "./registry.js";

/** A code that any command may fail with; see {@link PROTOCOL_ERROR_CODES}. */
export type ProtocolErrorCode = (typeof PROTOCOL_ERROR_CODES)[number];

/**
 * The error of command `K`: one member per declared `{ code; detail }`, and one
 * for what can go wrong with any command. Testing `code` narrows `detail`.
 * Plain `MusubiCommandError` where the bundle does not declare errors.
 */
export type CommandErrorOf<M extends StoreModule<R>, K extends CommandName<M, R>, R> = CommandsOf<
  M,
  R
>[K] extends { error: infer Declared }
  ? DeclaredCommandError<Declared> | UndeclaredCommandError
  : MusubiCommandError;

/** A command error that the store declares. */
export type DeclaredCommandError<Declared> = Declared extends {
  code: infer Code extends string;
  detail: infer Detail;
}
  ? MusubiCommandError & {
      readonly kind: "failed";
      readonly code: Code;
      readonly detail: Detail;
    }
  : never;

/** A payload that the server could not read. */
export type InvalidPayloadError = MusubiCommandError & {
  readonly kind: "failed";
  readonly code: "invalid_payload";
  /** Which member of the payload is at fault, as a path such as `items[0].qty`, and why. */
  readonly detail: { readonly path: string; readonly message: string };
};

/** A call that is larger than the server takes. It was not carried out. */
export type TooLargeError = MusubiCommandError & {
  readonly kind: "failed";
  readonly code: "too_large";
  /** The most bytes that a message may have; `undefined` where the server did not read so far. */
  readonly detail: { readonly limit: number } | undefined;
};

/** A command error that no store declares: a timeout, or a fault of the call itself. */
export type UndeclaredCommandError =
  | InvalidPayloadError
  | TooLargeError
  | (MusubiCommandError & {
      readonly code: Exclude<ProtocolErrorCode, "invalid_payload" | "too_large"> | undefined;
      readonly detail: undefined;
    });

/** What `tryCommand` resolves with. */
export type CommandResult<Reply, Failure> =
  | { readonly ok: true; readonly reply: Reply; readonly error: null }
  | { readonly ok: false; readonly reply: null; readonly error: Failure };
