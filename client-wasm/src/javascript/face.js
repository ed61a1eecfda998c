// The API of `@musubi/client`, over the Rust client. Types are in `types.d.ts`.

const STORE_ID = "__musubi_store_id__";

/** An error that a reply of the server tells of: `{ reason, code?, error? }`. */
class ReplyError extends Error {
  constructor(message, reply, cause) {
    super(message, cause === undefined ? undefined : { cause });
    const { code, error, reason } = reply ?? {};
    this.code = [code, error, reason].find((text) => typeof text === "string");
    this.detail = typeof code === "string" ? error : undefined;
  }
}

class MusubiCommandError extends ReplyError {
  name = "MusubiCommandError";

  constructor(kind, command, storeId, reply) {
    super(`Command "${command}" ${kind === "timeout" ? "timed out" : "failed"}`, reply);
    if (this.code !== undefined) this.message += `: ${this.code}`;
    Object.assign(this, { kind, command, storeId, reply });
  }
}

class MusubiMountError extends ReplyError {
  name = "MusubiMountError";

  constructor(message, reply) {
    super(message, reply, reply);
    this.reason = reply?.reason ?? message;
  }
}

/** Callbacks by key. One that throws keeps no other from being called. */
class Listeners {
  #byKey = new Map();

  add(key, call) {
    if (typeof call !== "function") throw new TypeError("expected a function");
    const entry = { call };
    const entries = this.#byKey.get(key) ?? new Set();
    this.#byKey.set(key, entries.add(entry));
    return () => {
      entries.delete(entry);
      if (entries.size === 0 && this.#byKey.get(key) === entries) this.#byKey.delete(key);
    };
  }

  keys() {
    return [...this.#byKey.keys()];
  }

  emit(key, value) {
    const entries = this.#byKey.get(key);
    for (const entry of [...(entries ?? [])]) {
      if (!entries.has(entry)) continue;
      try {
        entry.call(value);
      } catch (error) {
        console.error("[musubi] a listener threw:", error);
      }
    }
  }

  clear() {
    this.#byKey.clear();
  }
}

/** One mounted root, and everyone who looks at it. */
class Root {
  #host;
  #mounts = 0;
  #grace = 0;
  #ended;
  #onEnd;
  /** The handles of stores, for as long as somebody has them. */
  #proxies = new Map();
  #unused = new FinalizationRegistry((key) => {
    if (this.#proxies.get(key)?.deref() === undefined) this.#proxies.delete(key);
  });
  #subscribers = new Listeners();
  #handlers = new Listeners();
  /** What the stores with subscribers read as when they were last told. */
  #seen = new Map();
  /** Resolves with the first state, or rejects with why there is none. */
  ready;
  #giveUp;

  constructor(opening, onEnd) {
    this.#onEnd = onEnd;
    const opened = opening.then(
      (host) => {
        if (this.#ended) {
          host.end();
          throw this.#ended;
        }
        this.#host = host;
        host.watch((events) => this.#told(events));
      },
      (failure) => {
        const error = mountError(failure);
        this.end(error);
        throw error;
      },
    );
    this.ready = new Promise((resolve, reject) => {
      this.#giveUp = reject;
      opened.then(resolve, reject);
    });
    // Whoever mounts hears of it.
    this.ready.catch(() => {});
  }

  retain() {
    this.#mounts += 1;
    this.#grace += 1;
  }

  /** The last mount ends the root a macrotask later, unless it is mounted again by then. */
  release() {
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

  end(error) {
    if (this.#ended) return;
    this.#ended = error;
    this.#giveUp(error);
    this.#handlers.clear();
    this.#onEnd();
    const host = this.#host;
    this.#host = undefined;
    for (const key of this.#subscribers.keys()) this.#subscribers.emit(key);
    host?.end();
  }

  snapshot(key) {
    return this.#host?.read(key);
  }

  /** The store with this id: the same object for as long as somebody has it. */
  store(storeId) {
    const key = JSON.stringify(storeId);
    let proxy = this.#proxies.get(key)?.deref();
    if (proxy === undefined) {
      proxy = storeProxy(this, key, storeId);
      this.#proxies.set(key, new WeakRef(proxy));
      this.#unused.register(proxy, key);
    }
    return proxy;
  }

  subscribe(key, listener) {
    const end = this.#subscribers.add(key, listener);
    if (!this.#seen.has(key)) this.#seen.set(key, this.snapshot(key));
    return end;
  }

  handleEvent(key, name, handler) {
    return this.#handlers.add(`${key}\0${name}`, handler);
  }

  async dispatch(key, storeId, name, payload = {}, expected) {
    if (expected !== undefined) {
      throw new TypeError(
        "the Rust client shows nothing before the server does: `optimistic` is of @musubi/client",
      );
    }
    const host = this.#host;
    if (host === undefined) throw this.#ended ?? new Error("Store is not connected");
    const [kind, json] = await host.command(key, String(name), text(payload, "payload"));
    if (kind === "ok") return JSON.parse(json);
    if (kind === "unsent") throw this.#ended ?? new Error("Store is not connected");
    if (kind === "disconnected") throw this.#ended ?? new Error("Disconnected");
    throw new MusubiCommandError(
      kind,
      name,
      storeId,
      json === undefined ? undefined : JSON.parse(json),
    );
  }

  /** An envelope was applied. */
  #told(events) {
    const listened = new Set(this.#subscribers.keys());
    for (const key of this.#seen.keys()) if (!listened.has(key)) this.#seen.delete(key);
    const changed = [...listened].filter((key) => {
      const now = this.snapshot(key);
      const isSame = this.#seen.get(key) === now;
      this.#seen.set(key, now);
      return !isSame;
    });
    for (const key of changed) this.#subscribers.emit(key);
    for (const [key, name, json] of events)
      this.#handlers.emit(`${key}\0${name}`, JSON.parse(json));
  }
}

/** A live handle on a store: its members, and the fields of its newest state. */
function storeProxy(root, key, storeId) {
  const runtime = {
    [STORE_ID]: storeId,
    dispatchCommand: (name, payload, expected) =>
      root.dispatch(key, storeId, name, payload, expected),
    subscribe: (listener) => root.subscribe(key, listener),
    handleEvent: (name, handler) => root.handleEvent(key, name, handler),
    snapshot: () => root.snapshot(key),
  };
  const fields = () => root.snapshot(key) ?? {};
  const has = (name) => Object.hasOwn(runtime, name) || Object.hasOwn(fields(), name);
  const read = (name) => {
    if (Object.hasOwn(runtime, name)) return runtime[name];
    const now = fields();
    return Object.hasOwn(now, name) ? live(root, now[name]) : undefined;
  };
  const refuse = () => {
    throw new TypeError("Store proxies are read-only");
  };
  return new Proxy(
    {},
    {
      get: (_, name) => read(name),
      has: (_, name) => has(name),
      ownKeys: () => [...new Set([...Object.keys(runtime), ...Object.keys(fields())])],
      getOwnPropertyDescriptor: (_, name) =>
        has(name)
          ? { value: read(name), configurable: true, enumerable: true, writable: false }
          : undefined,
      set: refuse,
      deleteProperty: refuse,
      defineProperty: refuse,
    },
  );
}

/** Whether there are stores in a part of a snapshot, which never changes. */
const storesWithin = new WeakMap();

function hasStores(value) {
  if (typeof value !== "object" || value === null) return false;
  if (Object.hasOwn(value, STORE_ID)) return true;
  let found = storesWithin.get(value);
  if (found === undefined) {
    found = Object.values(value).some(hasStores);
    storesWithin.set(value, found);
  }
  return found;
}

/** A part of a snapshot, with the handles of its stores in their place. */
function live(root, value) {
  if (!hasStores(value)) return value;
  if (Object.hasOwn(value, STORE_ID)) return root.store(value[STORE_ID]);
  if (Array.isArray(value)) return value.map((element) => live(root, element));
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, live(root, part)]));
}

/** A connection. */
class Connection {
  #host;
  #roots = new Map();
  #listeners = new Listeners();
  #status;
  #ended = false;

  constructor(host) {
    this.#host = host;
    this.#status = host.status();
    host.watch((status) => {
      if (this.#ended || status === this.#status) return;
      this.#status = status;
      this.#listeners.emit("change", status);
    });
  }

  async mountStore({ module, id, params = {}, cache } = {}) {
    if (this.#ended) throw new Error("Disconnected");
    if (typeof module !== "string" || typeof id !== "string") {
      throw new TypeError(
        "mountStore: expected the name of a store in `module` and a text in `id`",
      );
    }
    if (cache !== undefined) throw new TypeError("mountStore: the Rust client has no cache");
    const rootId = `${module}:${id}`;
    let root = this.#roots.get(rootId);
    if (root === undefined) {
      const opening = this.#host.mount(module, id, text(params, "params"));
      root = new Root(opening, () => {
        if (this.#roots.get(rootId) === root) this.#roots.delete(rootId);
      });
      this.#roots.set(rootId, root);
    }
    root.retain();
    await root.ready;
    if (this.#ended) throw new Error("Disconnected");
    let released;
    return {
      store: root.store([]),
      unmount: () => {
        released ??= root.release();
        return released;
      },
      fromCache: false,
      isFetching: false,
      revalidated: Promise.resolve(),
    };
  }

  /** Nothing is cached, so nothing is left to remove. */
  async clearStoreCache() {}

  status() {
    return this.#status;
  }

  onStatusChange(listener) {
    return this.#listeners.add("change", listener);
  }

  async disconnect() {
    if (this.#ended) return;
    this.#ended = true;
    for (const root of [...this.#roots.values()]) root.end(new Error("Disconnected"));
    this.#listeners.clear();
    this.#host.end();
  }
}

function text(value, what) {
  const json = JSON.stringify(value);
  if (json === undefined) throw new TypeError(`the ${what}: expected what JSON can say`);
  return json;
}

function mountError([kind, message, reply]) {
  if (kind === "refused") {
    const parsed = JSON.parse(reply);
    return new MusubiMountError(`Root join failed: ${parsed.reason}`, parsed);
  }
  if (kind === "unknown")
    return new MusubiMountError(message, { code: "unknown root", reason: message });
  return kind === "timeout" ? new MusubiMountError("Root join timed out") : new Error(message);
}

/** What JavaScript gets for a connection of the Rust client. */
export function connection(host) {
  return new Connection(host);
}
