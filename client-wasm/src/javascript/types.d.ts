import type {
  MusubiConnection as FullConnection,
  MountedStore,
  MountStoreOptions,
  StoreModule,
} from "@musubi/client";

/**
 * The connection of `@musubi/client`, which caches nothing. A store shows nothing before the server
 * does: a command that is given an `optimistic` change rejects.
 */
export interface MusubiConnection<R> extends Omit<FullConnection<R>, "mountStore"> {
  /** Mounts one of the roots that the module was made for, without a cache; see `@musubi/client`. */
  mountStore<M extends StoreModule<R>>(
    options: MountStoreOptions<M, R> & { cache?: never },
  ): Promise<MountedStore<M, R>>;
}

/**
 * Connects to the socket of a server, such as `wss://example.org/socket` or, on the page's own
 * server, `/socket`. Rejects with a `TypeError` where the options are wrong.
 */
export function connect<R>(url: string, options?: JsConnectOptions): Promise<MusubiConnection<R>>;
