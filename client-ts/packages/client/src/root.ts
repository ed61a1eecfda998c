/**
 * One mounted root.
 *
 * @module
 */

import type { StoreCell } from "./cell.js";
import { type CommandMessage, Commands } from "./commands.js";
import { Deferred } from "./deferred.js";
import { type Applied, Document } from "./document.js";
import { readEnvelope } from "./envelope.js";
import { Listeners } from "./listeners.js";
import { storeIdOf } from "./marker.js";
import type { Expected } from "./optimistic.js";
import type { Overlays } from "./overlays.js";
import { createStoreProxy } from "./proxy.js";
import type { RootCache } from "./root-cache.js";
import { createRootLink, type LinkObserver, type Resume, type RootLink } from "./root-link.js";
import { storeIdKey } from "./store-id.js";
import type { TouchedStores } from "./store-index.js";
import type { ConnectOptions } from "./types/connection.js";
import type { SocketLike } from "./types/socket.js";
import type { PushEvent, StoreId } from "./types/wire.js";

/** Which root, and how it is joined. */
export interface RootOptions {
  readonly socket: SocketLike;
  readonly topic: string;
  readonly rootId: string;
  readonly join: { module: string; id: string; params: Record<string, unknown> };
  /** What the connection was made with. */
  readonly options: ConnectOptions;
  /** Opens the entry that caches the state, if it is to be cached. */
  readonly openCache: (() => Promise<RootCache>) | undefined;
}

/** How many commands wait for a server that has yet to confirm the state they were sent from. */
const QUEUE_LIMIT = 32;

const ROOT_KEY = storeIdKey([]);

/**
 * The state of one root and everyone who looks at it.
 *
 * It outlives its channel: while the channel is down or diverged the last good
 * state stays readable and subscriptions stay in place. The first envelope of
 * the next page then replaces the state in one step.
 */
export class Root implements LinkObserver {
  readonly document: Document;
  /** The proxy of the root store. */
  readonly proxy = createStoreProxy(this, ROOT_KEY, []);
  readonly #link: RootLink;
  /** What was asked of the page. */
  readonly commands = new Commands();
  /** What commands are expected to change, once one is. */
  #overlays: Overlays | undefined;
  readonly #listeners = new Listeners<[]>();
  readonly #eventHandlers = new Listeners<[payload: unknown]>();
  /** The page that the channel is joined to, and how far it is known. */
  readonly #page: Resume = { token: null, version: 0 };
  /** The number of the last command. */
  #lastCid = 0;
  /** Whether the connection is down, and the page may go on when it is back. */
  #isDown = false;
  readonly #firstState = new Deferred();
  readonly #firstShown = new Deferred();
  #fetching = false;
  /** Commands that waited for the server's first state. */
  #queued = 0;
  #mounts = 0;
  #grace = 0;
  #ended = false;
  #cache: RootCache | undefined;

  /** Called once, when the last mount is gone. */
  readonly #onEnd: () => unknown;

  constructor(
    readonly options: RootOptions,
    onEnd: () => unknown,
  ) {
    this.#onEnd = onEnd;
    const { socket, topic, rootId, join } = options;
    const payload = { ...join, resume: this.#page, features: ["move"] };
    this.#link = createRootLink(socket, topic, rootId, payload, this);
    this.document = new Document({
      push: (event, payload) => {
        if (!this.#isReady) throw new Error("Connection is not open");
        return this.#link.push(event, payload);
      },
      channel: (topic, payload) => socket.channel(topic, payload),
      uploader: (name) => {
        const { uploaders = {} } = options.options;
        return Object.hasOwn(uploaders, name) ? uploaders[name] : undefined;
      },
      changed: (handle) => this.#notify(this.document.uploadChanged(handle)),
    });
  }

  /** Joins, and meanwhile looks for a state to show. */
  open(): void {
    this.#link.open();
    void this.#seed();
  }

  /** Ends a pause before the next join. */
  wake(): void {
    this.#link.wake();
  }

  /** Counts one more mount. */
  retain(): void {
    this.#mounts += 1;
    // Calls off the end that a release may have in store.
    this.#grace += 1;
  }

  /**
   * Counts one mount less. The last one ends the root a macrotask later, unless
   * it was mounted again by then; settles after that.
   */
  release(): Promise<void> {
    this.#mounts -= 1;
    if (this.#mounts > 0) return Promise.resolve();
    this.#grace += 1;
    const grace = this.#grace;
    return new Promise((resolve) => {
      setTimeout(() => {
        if (this.#grace === grace) this.end(new Error("Unmounted"));
        resolve();
      }, 0);
    });
  }

  /** Resolves when there is a state to show; rejects when the mount failed. */
  async shown(): Promise<void> {
    await this.#firstShown.promise;
    if (this.#ended) throw new Error("Disconnected");
  }

  /** Whether what is shown is from the cache, and the server may still confirm it. */
  get isFetching(): boolean {
    return this.#fetching;
  }

  /** Resolves when the server's first state is there; rejects when it was lost before. */
  get revalidated(): Promise<void> {
    return this.#firstState.promise;
  }

  /** Ends the root: rejects what is pending, empties the state, leaves the channel. */
  end(error: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#link.close();
    this.#lose(error);
    this.#eventHandlers.clear();
    this.#cache?.release();
    this.#onEnd();
    this.#notify(this.document.clear());
  }

  /** The proxy of a store: the same object for as long as the store is in the tree. */
  proxyOf(store: StoreCell): object {
    if (store.key === ROOT_KEY) return this.proxy;
    store.proxy ??= createStoreProxy(this, store.key, store.id);
    return store.proxy;
  }

  /** Calls `listener` when the store reads differently. */
  subscribe(key: string, listener: () => void): () => void {
    return this.#listeners.add(key, listener);
  }

  /** Calls `handler` for each such event of the store. */
  handleEvent(key: string, name: string, handler: (payload: unknown) => void): () => void {
    return this.#eventHandlers.add(eventKey(key, name), handler);
  }

  /** Sends a command; shows what is expected of it until its effect is there. */
  dispatch(
    storeId: StoreId,
    name: string,
    payload: unknown = {},
    expected?: Expected,
  ): Promise<unknown> {
    if (this.#page.version === 0 && !this.#fetching) {
      return Promise.reject(new Error("Store is not connected"));
    }
    const message = { store_id: storeId, name, payload };
    if (expected === undefined) return this.#send(message);
    const overlays = this.#overlays ?? new expected.Overlays(() => this.#lay(overlays));
    this.#overlays = overlays;
    return overlays.track(
      storeIdKey(storeId),
      (draft) => expected.change(draft, payload),
      (accept) =>
        this.#send({ ...message, version: true }, (answer) => accept(answer, this.#page.version)),
    );
  }

  #lay(overlays: Overlays): void {
    this.#notify(this.document.lay((document) => overlays.apply(document, this.#page.version)));
  }

  #send(message: CommandMessage, accept = (reply: unknown): unknown => reply): Promise<unknown> {
    // What is shown from the cache may be acted on: the command goes once the server is there.
    if (this.#fetching) {
      this.#queued += 1;
      if (this.#queued > QUEUE_LIMIT) return Promise.reject(new Error("too_many_requests"));
      return this.revalidated.then(() => this.#send(message, accept));
    }
    if (this.#page.token !== null) {
      this.#lastCid += 1;
      message.cid = this.#lastCid;
    }
    return this.commands.send(
      message,
      () => this.#link.push("command", message),
      accept,
      this.#isDown,
    );
  }

  /** Whether there is a page that can be asked for something. */
  get #isReady(): boolean {
    return this.#page.version > 0 && !this.#isDown;
  }

  onJoin(isResumed: unknown): void {
    this.#isDown = false;
    if (isResumed) this.commands.sendAgain();
    else if (this.#page.version > 0) this.#lose(new Error("Disconnected"));
  }

  onPatch(payload: unknown): void {
    let applied: Applied;
    let events: readonly PushEvent[];
    try {
      const envelope = readEnvelope(payload, this.options.rootId);
      this.#checkVersions(envelope.base_version, envelope.version);
      applied = this.document.apply(
        envelope.ops,
        envelope.stream_ops,
        envelope.upload_ops,
        (document) => this.#overlays?.apply(document, envelope.version),
      );
      this.#page.version = envelope.version;
      this.#overlays?.reach(envelope.version);
      this.#fetching = false;
      events = envelope.events;
    } catch (error) {
      this.#recover(error as Error);
      return;
    }
    this.#cache?.write(this.document.tree);
    this.#notify(applied.stores);
    for (const upload of applied.uploads) upload.notify();
    for (const event of events) {
      this.#eventHandlers.emit(eventKey(storeIdKey(event.store_id), event.name), event.payload);
    }
    this.#firstState.resolve();
    const shown = () => this.#firstShown.resolve();
    // A mount is there when its uploads are.
    const { loading } = this.document.uploads;
    if (loading === undefined) shown();
    else loading.then(shown, shown);
  }

  onLost(error: Error, mayResume: boolean): void {
    this.#isDown = mayResume && this.#page.version > 0;
    if (!this.#isDown) this.#lose(error);
  }

  onRefused(error: Error): void {
    if (this.document.tree !== undefined) {
      console.error(`[musubi] root recovery failed: ${this.options.rootId}:`, error.message);
    }
    this.#lose(error);
  }

  /** Shows a cached state, unless the server was faster. */
  async #seed(): Promise<void> {
    const cache = await this.options.openCache?.().catch((error: unknown) => {
      console.warn("[musubi] the cache could not be loaded:", error);
    });
    if (cache === undefined) return;
    const tree = await cache.read();
    if (this.#ended) {
      cache.release();
      return;
    }
    this.#cache = cache;
    if (this.document.tree !== undefined) cache.write(this.document.tree);
    else if (storeIdOf(tree) !== undefined) {
      this.#fetching = true;
      this.#notify(this.document.apply([{ op: "replace", path: "", value: tree }], []).stores);
      this.#firstShown.resolve();
    }
  }

  #checkVersions(base: number, version: number): void {
    if (this.#page.version === 0 && (base !== 0 || version !== 1)) {
      throw new Error("Initial patch envelope must start at version 1");
    }
    if (base !== this.#page.version || version !== base + 1) {
      throw new Error("Version mismatch");
    }
  }

  /** Discards an envelope that does not fit, and asks the server for the state anew. */
  #recover(error: Error): void {
    // Without a state there is only the mount, and that fails with this error.
    const mounted = this.document.tree !== undefined;
    this.#lose(error);
    if (!mounted) return;
    console.warn(`[musubi] ${this.options.rootId} joins again: ${error.message}`);
    this.#link.reopen();
  }

  /** The page is gone: nothing that waits for it will be answered. */
  #lose(error: Error): void {
    Object.assign(this.#page, { token: null, version: 0 });
    this.#isDown = false;
    this.#fetching = false;
    this.#overlays?.lose();
    this.commands.rejectAll(error);
    this.#firstState.reject(error);
    this.#firstShown.reject(error);
  }

  #notify(touched: TouchedStores): void {
    const changed = [...touched].filter(
      ([key, view]) => this.#listeners.has(key) && this.document.differs(key, view),
    );
    for (const [key] of changed) this.#listeners.emit(key);
  }
}

function eventKey(storeKey: string, name: string): string {
  return `${storeKey}\0${name}`;
}
