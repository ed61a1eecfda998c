/**
 * The two views of a mounted store: the live proxy and the plain snapshot.
 *
 * @module
 */

import type { Optimistic } from "./optimistic.js";
import type { ProxyValue, SnapshotValue } from "./projection.js";
import type {
  CommandName,
  CommandPayload,
  CommandReply,
  EventName,
  EventPayload,
  PayloadlessCommandName,
  ShapeOf,
  StoreModule,
} from "./registry.js";
import type { StoreId } from "./wire.js";

/** What every store proxy has besides the fields of its state. */
export interface StoreRuntime<M extends StoreModule<R>, R> {
  /** Identity of this store inside its root. */
  readonly __musubi_store_id__: StoreId;

  /**
   * Sends a command to this store and resolves with its reply; the state that
   * it changed arrives on its own. A command without a declared reply resolves
   * with `{}`.
   *
   * Rejects with `MusubiCommandError` when the server refuses the command or
   * does not answer in time, and with a plain `Error` when the root is not
   * connected or the connection drops before the reply.
   *
   * With `expected`, which `optimistic` makes, the store shows at once what the
   * command is expected to change, until its real effect is there or it failed.
   */
  dispatchCommand<K extends CommandName<M, R>>(
    name: K,
    payload: CommandPayload<M, K, R>,
    expected?: Optimistic<M, K, R>,
  ): Promise<CommandReply<M, K, R>>;
  dispatchCommand<K extends PayloadlessCommandName<M, R>>(
    name: K,
    payload?: undefined,
    expected?: Optimistic<M, K, R>,
  ): Promise<CommandReply<M, K, R>>;

  /**
   * Calls `listener` at most once per accepted envelope, when something in this
   * store or in a store below it changed. Survives reconnects. Returns the
   * function that ends the subscription. `watch` follows a part of the store.
   */
  subscribe(listener: () => void): () => void;

  /**
   * Calls `handler` for each event `name` of this store, after the state of the
   * same envelope was applied. Returns the function that ends it.
   */
  handleEvent<K extends EventName<M, R>>(
    name: K,
    handler: (payload: EventPayload<M, K, R>) => void,
  ): () => void;

  /**
   * The whole store as plain data, or `undefined` while the store is not part
   * of the tree. Treat it as immutable: what did not change between two
   * snapshots is the same object in both.
   */
  snapshot(): StoreSnapshot<M, R> | undefined;
}

/** A live handle on one store: its fields read through to the newest state. */
export type StoreProxy<M extends StoreModule<R>, R> = StoreRuntime<M, R> & {
  [K in keyof ShapeOf<M, R>]: ProxyValue<ShapeOf<M, R>[K], R>;
};

/** One store as plain data, child stores and streams included. */
export type StoreSnapshot<M extends StoreModule<R>, R> = {
  readonly __musubi_store_id__: StoreId;
} & {
  [K in keyof ShapeOf<M, R>]: SnapshotValue<ShapeOf<M, R>[K], R>;
};
