/**
 * Places for cached roots.
 *
 * @module
 */

import type { MusubiCacheEntry, MusubiCachePersister, StorageLike } from "./types/cache.js";

/** Keeps entries for as long as the program runs. */
export function createMemoryPersister(): MusubiCachePersister {
  const entries = new Map<string, MusubiCacheEntry>();
  return {
    durable: false,
    getEntry: (key) => entries.get(key),
    setEntry: (key, entry) => void entries.set(key, entry),
    removeEntry: (key) => void entries.delete(key),
    clear: () => entries.clear(),
  };
}

/**
 * Keeps entries in `localStorage` or the like, as JSON under `prefix`
 * (`"musubi:cache:"` unless set). An entry that cannot be read is removed; one
 * that cannot be written is a warning.
 */
export function createStorageCachePersister(
  storage: StorageLike,
  { prefix = "musubi:cache:" }: { prefix?: string } = {},
): MusubiCachePersister {
  const removeEntry = (key: string) => storage.removeItem(prefix + key);
  return {
    durable: true,
    removeEntry,
    getEntry(key) {
      const text = storage.getItem(prefix + key);
      if (text === null) return undefined;
      try {
        return JSON.parse(text) as MusubiCacheEntry;
      } catch {
        removeEntry(key);
        return undefined;
      }
    },
    setEntry(key, entry) {
      try {
        storage.setItem(prefix + key, JSON.stringify(entry));
      } catch (error) {
        console.warn("[musubi] a cache entry could not be written:", error);
      }
    },
    clear() {
      const keys = Array.from({ length: storage.length ?? 0 }, (_, index) => storage.key?.(index));
      for (const key of keys) if (key?.startsWith(prefix)) storage.removeItem(key);
    },
  };
}
