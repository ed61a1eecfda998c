/**
 * The cached state of roots.
 *
 * @module
 */

import { createMemoryPersister } from "./cache-persisters.js";
import { isDevelopment } from "./environment.js";
import { isRecord } from "./json.js";
import { storeCacheKey } from "./store-key.js";
import { attempt, createThrottledWriter, type ThrottledWriter } from "./throttled-writer.js";
import type { CacheOptions, MusubiCachePersister } from "./types/cache.js";

const DEFAULT_GC_MS = 300_000;
const CACHE_PERSIST_THROTTLE_MS = 1000;

/** Which root an entry is of. */
type CacheTarget = Parameters<typeof storeCacheKey>[0];

/** The entry of one root. */
export class RootCache {
  readonly #key: string;
  readonly #options: CacheOptions;
  readonly #writer: ThrottledWriter;
  #updatedAt = 0;
  #eviction: ReturnType<typeof setTimeout> | undefined;
  #isOpen = true;

  constructor(
    key: string,
    readonly persister: MusubiCachePersister,
    options: CacheOptions,
  ) {
    this.#key = key;
    this.#options = options;
    this.#writer = createThrottledWriter(key, persister, CACHE_PERSIST_THROTTLE_MS);
    if (persister.durable && !options.buster && isDevelopment()) {
      console.warn(
        `[musubi] ${key} has a durable cache persister and no buster: ` +
          "state of an older release may be shown",
      );
    }
  }

  get #gcTime(): number {
    return this.#options.gcTime ?? DEFAULT_GC_MS;
  }

  /** The tree to show until the server answers; `undefined` when there is none. */
  async read(): Promise<unknown> {
    const { buster = "", initialData } = this.#options;
    const entry = await attempt("read", () => this.persister.getEntry(this.#key));
    const isUsable =
      isRecord(entry?.data) &&
      entry.buster === buster &&
      Date.now() - entry.updatedAt <= this.#gcTime;
    if (isUsable) {
      this.#updatedAt = entry.updatedAt;
      return entry.data;
    }
    if (entry) this.#remove();
    if (initialData !== undefined) {
      this.write(initialData);
      this.#writer.flush();
    }
    return initialData;
  }

  /** Keeps `data` from now on, if it is written before something newer is. */
  write(data: unknown): void {
    if (!this.#isOpen) return;
    this.#updatedAt = Date.now();
    const { buster = "" } = this.#options;
    this.#writer.schedule({ data, updatedAt: this.#updatedAt, buster });
  }

  /** The root is gone: writes what is left, and removes the entry once it is too old. */
  release(): void {
    this.#writer.flush();
    if (!this.#isOpen) return;
    const rest = Math.max(this.#updatedAt + this.#gcTime - Date.now(), 0);
    // A browser takes a longer delay for none.
    this.#eviction = setTimeout(() => this.#remove(), Math.min(rest, 2 ** 31 - 1));
    // An entry that is to be forgotten must not keep a program alive.
    (this.#eviction as { unref?(): void }).unref?.();
  }

  /** Ends it: nothing is written or removed any more. */
  close(): void {
    this.#isOpen = false;
    this.#writer.cancel();
    clearTimeout(this.#eviction);
  }

  #remove(): void {
    void attempt("removed", () => this.persister.removeEntry(this.#key));
  }
}

/** The cached roots of one connection. */
export class RootCaches {
  readonly #byKey = new Map<string, RootCache>();
  readonly #memory = createMemoryPersister();
  readonly #persisters = new Set([this.#memory]);

  /** The entry of a root that is being mounted. */
  open(target: CacheTarget, options: CacheOptions): RootCache {
    const { persister = this.#memory } = options;
    const key = storeCacheKey(target);
    this.#byKey.get(key)?.close();
    const cache = new RootCache(key, persister, options);
    this.#byKey.set(key, cache);
    this.#persisters.add(persister);
    return cache;
  }

  /** Forgets one root, or all. A root that is mounted is not written any more. */
  async clear(target?: CacheTarget): Promise<void> {
    const key = target && storeCacheKey(target);
    for (const [known, cache] of this.#byKey) {
      if (key !== undefined && known !== key) continue;
      cache.close();
      this.#byKey.delete(known);
    }
    const removals = [...this.#persisters].map((persister) =>
      attempt("removed", () =>
        key === undefined ? persister.clear?.() : persister.removeEntry(key),
      ),
    );
    await Promise.all(removals);
  }

  /** The connection ends: what does not outlive the program is forgotten. */
  end(): void {
    for (const cache of this.#byKey.values()) cache.close();
    this.#byKey.clear();
    for (const persister of this.#persisters) {
      if (!persister.durable) void attempt("removed", () => persister.clear?.());
    }
  }
}
