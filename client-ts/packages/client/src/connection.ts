/**
 * The roots of one socket.
 *
 * @module
 */

import { canonicalStringify } from "./canonical.js";
import type { Pending } from "./commands.js";
import { Root, type RootOptions } from "./root.js";
import type { RootCaches } from "./root-cache.js";
import { socketStatus } from "./status.js";
import type { CacheOptions } from "./types/cache.js";
import type {
  ConnectOptions,
  MountedStore,
  MountStoreOptions,
  MusubiConnection,
  MusubiSocketStatus,
} from "./types/connection.js";
import type { StoreModule } from "./types/registry.js";
import type { SocketLike } from "./types/socket.js";
import type { StoreProxy } from "./types/store.js";
import { onWake, wakeSocket } from "./wake.js";

/** A {@link MusubiConnection} over one socket and base topic. */
export class Connection<R> implements MusubiConnection<R> {
  readonly #roots = new Map<string, Root>();
  readonly #socketStatus: ReturnType<typeof socketStatus>;
  readonly #stopWaking: () => void;
  #caches: Promise<RootCaches> | undefined;
  #ended = false;

  readonly #socket: SocketLike;
  readonly #topic: string;
  readonly #options: ConnectOptions;
  /** Called once, by {@link disconnect}. */
  readonly #onEnd: () => void;

  constructor(socket: SocketLike, topic: string, options: ConnectOptions, onEnd: () => void) {
    this.#socket = socket;
    this.#topic = topic;
    this.#options = options;
    this.#onEnd = onEnd;
    this.#socketStatus = socketStatus(socket, () => this.#refuseLargest());
    this.#stopWaking = onWake(() => {
      wakeSocket(socket);
      for (const root of this.#roots.values()) root.wake();
    });
  }

  async mountStore<M extends StoreModule<R>>(
    options: MountStoreOptions<M, R>,
  ): Promise<MountedStore<M, R>> {
    if (this.#ended) throw new Error("Disconnected");
    const {
      module,
      id,
      params = {},
      cache,
    } = options as RootKey & {
      cache?: CacheOptions;
    };
    // Everything up to the wait happens before the caller goes on, so that two
    // mounts of one root in a row cannot open two channels.
    const root = this.#rootFor(
      { module, id, params },
      cache && (async () => (await this.#loadCaches()).open(options as RootKey, cache)),
    );
    root.retain();
    try {
      await root.shown();
    } catch (error) {
      root.end(error as Error);
      throw error;
    }
    return mountedStore<M, R>(root);
  }

  async clearStoreCache(target?: RootKey): Promise<void> {
    await (await this.#caches)?.clear(target);
  }

  status(): MusubiSocketStatus {
    return this.#socketStatus.current();
  }

  onStatusChange(listener: (status: MusubiSocketStatus) => void): () => void {
    return this.#socketStatus.onChange(listener);
  }

  async disconnect(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    for (const root of [...this.#roots.values()]) root.end(new Error("Disconnected"));
    this.#stopWaking();
    this.#socketStatus.detach();
    this.#onEnd();
    await this.#caches?.then(
      (caches) => caches.end(),
      () => {},
    );
  }

  /**
   * The server read no further, and does not say what was too large. Sent again,
   * it would close every connection.
   */
  #refuseLargest(): void {
    const pending = [...this.#roots.values()].flatMap((root) => [...root.commands.pending]);
    const size = ({ message }: Pending) => JSON.stringify(message).length;
    pending.sort((a, b) => size(b) - size(a))[0]?.refuse({ code: "too_large" });
  }

  /** The code of caches is loaded once something is to be cached. */
  #loadCaches(): Promise<RootCaches> {
    this.#caches ??= import("./root-cache.js").then(
      ({ RootCaches }) => new RootCaches(),
      (error: unknown) => {
        this.#caches = undefined;
        throw error;
      },
    );
    return this.#caches;
  }

  #rootFor(join: RootOptions["join"], openCache: RootOptions["openCache"]): Root {
    const rootId = `${join.module}:${join.id}`;
    const known = this.#roots.get(rootId);
    if (known !== undefined) {
      warnOfOtherParams(known, join.params);
      return known;
    }
    const root = new Root(
      {
        socket: this.#socket,
        topic: `${this.#topic}:${rootId}`,
        rootId,
        join,
        options: this.#options,
        openCache,
      },
      () => this.#roots.delete(rootId),
    );
    this.#roots.set(rootId, root);
    root.open();
    return root;
  }
}

interface RootKey {
  module: string;
  id: string;
  params?: Record<string, unknown> | undefined;
}

function mountedStore<M extends StoreModule<R>, R>(root: Root): MountedStore<M, R> {
  const fromCache = root.isFetching;
  let released: Promise<void> | undefined;
  return {
    // The proxy reads whatever the server sends; its type is what the registry promises.
    store: root.proxy as StoreProxy<M, R>,
    unmount: () => (released ??= root.release()),
    fromCache,
    get isFetching() {
      return root.isFetching;
    },
    revalidated: fromCache ? root.revalidated : Promise.resolve(),
  };
}

declare const process: { readonly env: { readonly NODE_ENV?: string } } | undefined;

function warnOfOtherParams(root: Root, params: Record<string, unknown>): void {
  // Written out, so that bundlers leave the warning out of what goes into production.
  if (typeof process === "undefined" || process.env.NODE_ENV === "production") return;
  if (canonicalStringify(root.options.join.params) === canonicalStringify(params)) return;
  console.warn(
    `[musubi] ${root.options.rootId} is mounted already; the params of this mount are ignored`,
  );
}
