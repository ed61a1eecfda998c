/**
 * Commands that show their effect before the server has carried them out.
 *
 * @module
 */

import type { CommandName, CommandPayload, StoreModule } from "./registry.js";
import type { StoreSnapshot } from "./store.js";
import type { UploadHandle } from "./upload.js";

/** A snapshot that may be changed. Uploads stay as they are. */
export type Draft<T> = T extends string | number | boolean | bigint | null | undefined
  ? T
  : T extends UploadHandle | ((...args: never) => unknown)
    ? T
    : { -readonly [K in keyof T]: Draft<T[K]> };

/** Options of `tryCommand` and of `useMusubiCommand`. */
export interface DispatchOptions<M extends StoreModule<R>, K extends CommandName<M, R>, R> {
  /**
   * What the command is expected to change. It is shown at once, applied anew to
   * each state that arrives meanwhile, and taken away when the state that has
   * the command's real effect arrives or when the command fails. It may run
   * often and must do nothing but change the draft.
   */
  optimistic?:
    | ((draft: Draft<StoreSnapshot<M, R>>, payload: CommandPayload<M, K, R>) => void)
    | undefined;
}

declare const OPTIMISTIC: unique symbol;

/** What `optimistic` makes for the third argument of `dispatchCommand`. */
export interface Optimistic<M extends StoreModule<R>, K extends CommandName<M, R>, R> {
  readonly [OPTIMISTIC]: NonNullable<DispatchOptions<M, K, R>["optimistic"]>;
}
