/**
 * Command errors with their types.
 *
 * @module
 */

import { MusubiCommandError, toCommandError } from "./command-error.js";
import { optimistic } from "./optimistic.js";
import { storeIdKey } from "./store-id.js";
import type { CommandErrorOf, CommandResult } from "./types/errors.js";
import type { DispatchOptions } from "./types/optimistic.js";
import type {
  CommandName,
  CommandPayload,
  CommandReply,
  PayloadlessCommandName,
  StoreModule,
} from "./types/registry.js";
import type { StoreProxy } from "./types/store.js";

/**
 * Whether something that was caught is the error of command `name` of `store`.
 * Where it is, `error.code` narrows `error.detail`:
 *
 * ```ts
 * try {
 *   await cart.dispatchCommand("coupon", { code });
 * } catch (error) {
 *   if (!isCommandError(cart, "coupon", error)) throw error;
 *   if (error.code === "expired") show(error.detail.since);
 * }
 * ```
 */
export function isCommandError<M extends StoreModule<R>, K extends CommandName<M, R>, R>(
  store: StoreProxy<M, R>,
  name: K,
  error: unknown,
): error is CommandErrorOf<M, K, R> {
  return (
    MusubiCommandError.is(error) &&
    error.command === name &&
    storeIdKey(error.storeId) === storeIdKey(store.__musubi_store_id__)
  );
}

/**
 * Sends a command and never rejects: resolves with `{ ok: true, reply }` or
 * `{ ok: false, error }`. A connection that drops before the reply is a failure
 * with `code` `"Disconnected"`.
 */
export function tryCommand<M extends StoreModule<R>, K extends CommandName<M, R>, R>(
  store: StoreProxy<M, R>,
  name: K,
  payload: CommandPayload<M, K, R>,
  options?: DispatchOptions<M, K, R>,
): Promise<CommandResult<CommandReply<M, K, R>, CommandErrorOf<M, K, R>>>;
export function tryCommand<M extends StoreModule<R>, K extends PayloadlessCommandName<M, R>, R>(
  store: StoreProxy<M, R>,
  name: K,
  payload?: undefined,
  options?: DispatchOptions<M, K, R>,
): Promise<CommandResult<CommandReply<M, K, R>, CommandErrorOf<M, K, R>>>;
export async function tryCommand(
  store: {
    readonly __musubi_store_id__: readonly string[];
    dispatchCommand(name: string, ...rest: unknown[]): Promise<unknown>;
  },
  name: string,
  payload?: unknown,
  options?: { readonly optimistic?: ((...args: never) => void) | undefined },
): Promise<CommandResult<unknown, MusubiCommandError>> {
  const expected = options?.optimistic;
  const rest = expected === undefined ? [] : [optimistic(expected as () => void)];
  try {
    return { ok: true, reply: await store.dispatchCommand(name, payload, ...rest), error: null };
  } catch (error) {
    return {
      ok: false,
      reply: null,
      error: toCommandError(error, name, store.__musubi_store_id__),
    };
  }
}
