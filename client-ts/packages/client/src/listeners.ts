/**
 * Sets of callbacks.
 *
 * @module
 */

/** Callbacks by key. The same function may be added twice and is then called twice. */
export class Listeners<Args extends readonly unknown[]> {
  readonly #byKey = new Map<string, Set<{ readonly call: (...args: Args) => void }>>();

  /** Adds a callback; the returned function takes it away again. */
  add(key: string, call: (...args: Args) => void): () => void {
    const entry = { call };
    const entries = this.#byKey.get(key) ?? new Set();
    this.#byKey.set(key, entries.add(entry));
    return () => {
      entries.delete(entry);
      if (entries.size === 0 && this.#byKey.get(key) === entries) this.#byKey.delete(key);
    };
  }

  /** Whether `key` has a callback. */
  has(key: string): boolean {
    return this.#byKey.has(key);
  }

  /**
   * Calls what `key` has at this moment. One that throws is reported on the
   * console and keeps no other from being called.
   */
  emit(key: string, ...args: Args): void {
    const entries = this.#byKey.get(key);
    for (const entry of [...(entries ?? [])]) {
      // An earlier callback may have taken this one away.
      if (!entries?.has(entry)) continue;
      try {
        entry.call(...args);
      } catch (error) {
        console.error("[musubi] a listener threw:", error);
      }
    }
  }

  /** Drops every callback. */
  clear(): void {
    this.#byKey.clear();
  }
}
