/**
 * What commands are expected to change, until the server has changed it.
 *
 * @module
 */

/** The expected effect of one command. */
export interface Overlay {
  readonly storeKey: string;
  /** Changes a draft of the store. */
  readonly change: (draft: never) => void;
  /** The version that has the effect; `undefined` until the reply tells. */
  settledBy: number | undefined;
}

/** How long an overlay outlives its reply when no envelope comes, in milliseconds. */
const SETTLE_LIMIT = 2000;

/** The overlays of one root, in the order of their commands. */
export class Overlays {
  readonly #list = new Set<Overlay>();
  readonly #changed: () => void;

  /** `changed` is called when overlays came or went by themselves. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** The overlays, oldest first. */
  get list(): ReadonlySet<Overlay> {
    return this.#list;
  }

  /** Puts one on top. */
  add(storeKey: string, change: Overlay["change"]): Overlay {
    const overlay: Overlay = { storeKey, change, settledBy: undefined };
    this.#list.add(overlay);
    this.#changed();
    return overlay;
  }

  /** Takes one away, because its command failed or because it does. */
  remove(overlay: Overlay): void {
    if (this.#list.delete(overlay)) this.#changed();
  }

  /**
   * The command was carried out, and its effect is part of `version`; the client
   * is at `current`. A reply is sent before its envelope, so one that does not
   * say counts as part of the next.
   */
  settle(overlay: Overlay, version: number | undefined, current: number): void {
    overlay.settledBy = version ?? current + 1;
    if (overlay.settledBy <= current) this.remove(overlay);
    // A command that changed nothing may have no envelope at all.
    else setTimeout(() => this.remove(overlay), SETTLE_LIMIT);
  }

  /** What is left when the client is at `version`. */
  after(version: number): Overlay[] {
    return [...this.#list].filter(({ settledBy }) => !(settledBy && settledBy <= version));
  }

  /** The client is at `version`, and shows what is left by then. */
  reach(version: number): void {
    const left = new Set(this.after(version));
    for (const overlay of this.#list) if (!left.has(overlay)) this.#list.delete(overlay);
  }
}
