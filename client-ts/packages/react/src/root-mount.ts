/**
 * Mounts that components share.
 *
 * @module
 */

import {
  type MountedStore,
  type MountStoreOptions,
  type MusubiConnection,
  type StoreModule,
  storeCacheKey,
} from "@musubi/client";

/** How a mount stands. */
type Outcome<M extends StoreModule<R>, R> =
  | { readonly status: "pending" }
  | { readonly status: "ready"; readonly mounted: MountedStore<M, R> }
  | { readonly status: "failed"; readonly error: Error };

/** What is known of a mount without its registry. */
export interface SharedMount {
  /** Resolves when the mount is settled, whichever way. */
  readonly settled: Promise<void>;
  /** Whether the mount is still the one that components get for its key. */
  readonly isCurrent: boolean;
  /** Whether no committed component uses the mount. */
  readonly isUnused: boolean;
  /** Renders that use the mount but are not committed (yet). */
  readonly claims: Set<object>;
  /** Takes the mount out of the table and unmounts the root, as soon as it is mounted. */
  discard(): void;
}

/**
 * One mount of a root, for all components that ask for the same module, id and
 * params on the same connection.
 */
export class RootMount<M extends StoreModule<R>, R> implements SharedMount {
  readonly settled: Promise<void>;
  #state: Outcome<M, R> = { status: "pending" };
  #refs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly claims = new Set<object>();

  readonly #table: Map<string, SharedMount>;
  readonly #key: string;

  constructor(table: Map<string, SharedMount>, key: string, mounting: Promise<MountedStore<M, R>>) {
    this.#table = table;
    this.#key = key;
    table.set(key, this);
    this.settled = mounting.then(
      (mounted) => {
        this.#state = { status: "ready", mounted };
      },
      (error: unknown) => {
        this.#state = {
          status: "failed",
          error: error instanceof Error ? error : new Error(String(error)),
        };
      },
    );
  }

  get outcome(): Outcome<M, R> {
    return this.#state;
  }

  get isCurrent(): boolean {
    return this.#table.get(this.#key) === this;
  }

  get isUnused(): boolean {
    return this.#refs === 0;
  }

  /**
   * Counts a committed component. The returned function takes it off again, and
   * says whether the root goes with the last one: a macrotask later, so that a
   * component that mounts it again right away finds it untouched.
   */
  retain(): (unmount: boolean) => void {
    clearTimeout(this.#timer);
    this.#refs += 1;
    let released = false;
    return (unmount) => {
      if (released) return;
      released = true;
      this.#refs -= 1;
      if (this.#refs > 0) return;
      if (unmount) {
        this.#timer = setTimeout(() => this.discard(), 0);
      } else {
        this.#forget();
      }
    };
  }

  /** Makes the next component mount afresh after a failure that this one has shown. */
  forgetFailure(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.isUnused) this.#forget();
    }, 0);
  }

  discard(): void {
    this.#forget();
    void this.settled.then(() => {
      if (this.#state.status === "ready") void this.#state.mounted.unmount();
    });
  }

  #forget(): void {
    if (this.isCurrent) this.#table.delete(this.#key);
  }
}

const tables = new WeakMap<object, Map<string, SharedMount>>();

/** The mount of `options` on `connection`; the first one to ask starts it. */
export function rootMount<M extends StoreModule<R>, R>(
  connection: MusubiConnection<R>,
  options: MountStoreOptions<M, R>,
): RootMount<M, R> {
  const table = tables.get(connection) ?? new Map<string, SharedMount>();
  tables.set(connection, table);
  const key = storeCacheKey(options as Parameters<typeof storeCacheKey>[0]);
  // The key holds the module, so what stands there is a mount of the same store.
  const known = table.get(key) as RootMount<M, R> | undefined;
  return known ?? new RootMount(table, key, connection.mountStore(options));
}
