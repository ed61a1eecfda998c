/**
 * The roots of one socket.
 *
 * @module
 */

import { canonicalStringify } from "./canonical.js";
import { isDevelopment } from "./environment.js";
import { Root } from "./root.js";
import { SocketStatus } from "./status.js";
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

/** A {@link MusubiConnection} over one socket and base topic. */
export class Connection<R> implements MusubiConnection<R> {
  private readonly roots = new Map<string, Root>();
  private readonly socketStatus: SocketStatus;
  private ended = false;

  constructor(
    private readonly socket: SocketLike,
    private readonly topic: string,
    private readonly options: ConnectOptions,
    /** Called once, by {@link disconnect}. */
    private readonly onEnd: () => void,
  ) {
    this.socketStatus = new SocketStatus(socket);
  }

  async mountStore<M extends StoreModule<R>>(
    options: MountStoreOptions<M, R>,
  ): Promise<MountedStore<M, R>> {
    if (this.ended) throw new Error("Disconnected");
    const { module, id, params = {} } = options as RootKey;
    // Everything up to the wait happens before the caller goes on, so that two
    // mounts of one root in a row cannot open two channels.
    const root = this.rootFor({ module, id, params });
    root.retain();
    try {
      await root.ready();
    } catch (error) {
      root.end(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
    return mountedStore<M, R>(root);
  }

  status(): MusubiSocketStatus {
    return this.socketStatus.current();
  }

  onStatusChange(listener: (status: MusubiSocketStatus) => void): () => void {
    return this.socketStatus.onChange(listener);
  }

  async disconnect(): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    for (const root of [...this.roots.values()]) root.end(new Error("Disconnected"));
    this.socketStatus.detach();
    this.onEnd();
  }

  private rootFor(join: Required<RootKey>): Root {
    const rootId = `${join.module}:${join.id}`;
    const known = this.roots.get(rootId);
    if (known !== undefined) {
      warnOfOtherParams(known, join.params);
      return known;
    }
    const root: Root = new Root(
      {
        socket: this.socket,
        topic: `${this.topic}:${rootId}`,
        rootId,
        join,
        options: this.options,
      },
      () => {
        if (this.roots.get(rootId) === root) this.roots.delete(rootId);
      },
    );
    this.roots.set(rootId, root);
    root.open();
    return root;
  }
}

interface RootKey {
  module: string;
  id: string;
  params?: Record<string, unknown>;
}

function mountedStore<M extends StoreModule<R>, R>(root: Root): MountedStore<M, R> {
  let released: Promise<void> | undefined;
  return {
    // The proxy reads whatever the server sends; its type is what the registry promises.
    store: root.proxy as StoreProxy<M, R>,
    unmount: () => (released ??= root.release()),
    fromCache: false,
    isFetching: false,
    revalidated: Promise.resolve(),
  };
}

function warnOfOtherParams(root: Root, params: Record<string, unknown>): void {
  if (!isDevelopment()) return;
  if (canonicalStringify(root.options.join.params) === canonicalStringify(params)) return;
  console.warn(
    `[musubi] ${root.options.rootId} is mounted already; the params of this mount are ignored`,
  );
}
