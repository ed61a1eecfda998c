/**
 * Writing the newest of many values now and then.
 *
 * @module
 */

import type { MusubiCacheEntry, MusubiCachePersister } from "./types/cache.js";

/** Writes entries of one key. */
export interface ThrottledWriter {
  /** Writes `entry` within the interval, unless a newer one is scheduled by then. */
  schedule(entry: MusubiCacheEntry): void;
  /** Writes what is scheduled now. */
  flush(): void;
  /** Forgets what is scheduled. */
  cancel(): void;
}

/** A writer that writes at most once per `intervalMs` milliseconds. What fails is a warning. */
export function createThrottledWriter(
  key: string,
  persister: MusubiCachePersister,
  intervalMs: number,
): ThrottledWriter {
  let scheduled: MusubiCacheEntry | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = () => {
    clearTimeout(timer);
    timer = scheduled = undefined;
  };
  const flush = () => {
    const entry = scheduled;
    cancel();
    if (entry !== undefined) void attempt("written", () => persister.setEntry(key, entry));
  };
  return {
    cancel,
    flush,
    schedule(entry) {
      scheduled = entry;
      timer ??= setTimeout(flush, intervalMs);
    },
  };
}

/** Runs a step of a persister; warns and gives `undefined` where it fails. */
export async function attempt<T>(what: string, run: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    console.warn(`[musubi] a cache entry could not be ${what}:`, error);
    return undefined;
  }
}
