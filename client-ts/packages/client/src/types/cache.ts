/**
 * Caching the state of roots, to show something before the server answers.
 *
 * @module
 */

/** How a root is cached. All members have defaults: `{}` caches in memory for five minutes. */
export interface CacheOptions {
  /** How long an entry may be used, in milliseconds; 300,000 unless set. */
  gcTime?: number | undefined;
  /** Where entries are kept; in the memory of the connection unless set. */
  persister?: MusubiCachePersister | undefined;
  /**
   * An entry that was written with another buster is not used. Change it when
   * the shape of the state changes, such as with each release of the server.
   */
  buster?: string | undefined;
  /** The wire tree to show when there is no entry, such as one that came with the page. */
  initialData?: unknown;
}

/** What is kept of one root. */
export interface MusubiCacheEntry {
  /** The wire tree, markers in place. Streams and uploads are not part of it. */
  data: unknown;
  /** When it was written, in milliseconds since 1970. */
  updatedAt: number;
  buster: string;
}

/** A place for entries. It may throw or reject: the mount then goes on without it. */
export interface MusubiCachePersister {
  getEntry(
    key: string,
  ): MusubiCacheEntry | undefined | null | Promise<MusubiCacheEntry | undefined | null>;
  setEntry(key: string, entry: MusubiCacheEntry): void | Promise<void>;
  removeEntry(key: string): void | Promise<void>;
  clear?(): void | Promise<void>;
  /** Whether entries outlive the program. What does not is cleared by `disconnect`. */
  readonly durable?: boolean;
}

/** The part of `localStorage` and `sessionStorage` that is used. */
export interface StorageLike {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
  key?(index: number): string | null;
  readonly length?: number;
}
