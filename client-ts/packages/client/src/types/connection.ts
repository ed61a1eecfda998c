/**
 * The connection and what it mounts.
 *
 * @module
 */

import type { CacheOptions } from "./cache.js";
import type { ParamsOf, StoreModule } from "./registry.js";
import type { StoreProxy } from "./store.js";
import type { ExternalUploader } from "./upload.js";

/** Options of `connect`. */
export interface ConnectOptions {
  /** Base of the channel topics; `"musubi:connection"` unless the server says otherwise. */
  topic?: string | undefined;
  /** What sends files elsewhere than to the server, by the name that a store gives. */
  uploaders?: Readonly<Record<string, ExternalUploader>> | undefined;
}

/**
 * `connecting` until the socket first opens, then `ready`, and `reconnecting`
 * while it is down. A socket without lifecycle hooks is always `ready`.
 */
export type MusubiSocketStatus = "connecting" | "ready" | "reconnecting";

/** Which root to mount. `params` may be left out where all of them may. */
export type MountStoreOptions<M extends StoreModule<R>, R> = {
  /** Name of the root store, a key of the registry. */
  module: M;
  /** Identity of this root: mounts of the same module and id share one root. */
  id: string;
  /** Shows the state of the last time until the server answers. The first mount's options count. */
  cache?: CacheOptions | undefined;
} & MountParams<ParamsOf<M, R>>;

/** The `params` member of {@link MountStoreOptions}. */
export type MountParams<Params> =
  Record<never, never> extends Params ? { params?: Params | undefined } : { params: Params };

/** One mount of a root. */
export interface MountedStore<M extends StoreModule<R>, R> {
  /** The root store. */
  readonly store: StoreProxy<M, R>;
  /**
   * Gives this mount up; further calls do nothing. The root goes when its last
   * mount does, one macrotask later unless it is mounted again by then. Settles
   * when either has happened.
   */
  readonly unmount: () => Promise<void>;
  /** Whether the state came from a cache when the mount resolved. */
  readonly fromCache: boolean;
  /** Whether the state is, at this moment, still to be confirmed by the server. */
  readonly isFetching: boolean;
  /** Resolves when the state is the server's own; rejects when that failed. */
  readonly revalidated: Promise<void>;
}

/** A connection, shared by everything that uses the same socket and topic. */
export interface MusubiConnection<R> {
  /**
   * Mounts a root and resolves once its first state has arrived, or at once
   * from a cache. Mounting the same module and id again shares the root; the
   * first mount's params count.
   *
   * Rejects with the server's reason when it refuses the root (`cause` is its
   * whole reply), and with `Disconnected` when the connection ends first.
   */
  mountStore<M extends StoreModule<R>>(
    options: MountStoreOptions<M, R>,
  ): Promise<MountedStore<M, R>>;
  /** Removes the cached state of one root, or of all. What is mounted stays. */
  clearStoreCache(target?: {
    module: string;
    id: string;
    params?: Record<string, unknown> | undefined;
  }): Promise<void>;
  /** State of the socket. */
  status(): MusubiSocketStatus;
  /** Calls `listener` on every change of {@link status}; returns the function that ends it. */
  onStatusChange(listener: (status: MusubiSocketStatus) => void): () => void;
  /**
   * Ends every mount, rejecting what is pending with `Disconnected`. Does not
   * close the socket.
   */
  disconnect(): Promise<void>;
}
