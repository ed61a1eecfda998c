/**
 * Commands that show their effect before the server has carried them out.
 *
 * @module
 */

import { Overlays } from "./overlays.js";
import type { DispatchOptions, Optimistic } from "./types/optimistic.js";
import type { CommandName, StoreModule } from "./types/registry.js";

/** An {@link Optimistic} as it is: with the code that shows it, which only those load that use it. */
export interface Expected {
  readonly change: (draft: never, payload: unknown) => void;
  readonly Overlays: typeof Overlays;
}

/**
 * What a command is expected to change, as the third argument of
 * `dispatchCommand`:
 *
 * ```ts
 * await cart.dispatchCommand(
 *   "set_quantity",
 *   { sku, quantity },
 *   optimistic((draft, { sku, quantity }) => {
 *     const line = draft.lines.find((line) => line.sku === sku);
 *     if (line) line.quantity = quantity;
 *   }),
 * );
 * ```
 *
 * See {@link DispatchOptions.optimistic} for what it may do.
 */
export function optimistic<M extends StoreModule<R>, K extends CommandName<M, R>, R>(
  change: NonNullable<DispatchOptions<M, K, R>["optimistic"]>,
): Optimistic<M, K, R> {
  const expected: Expected = { change: change as Expected["change"], Overlays };
  return expected as unknown as Optimistic<M, K, R>;
}
