/**
 * What commands are expected to change, until the server has changed it.
 *
 * @module
 */

import type { Document } from "./document.js";
import { type DraftSurroundings, drafted } from "./draft.js";
import { copyOf, isContainer, isRecord, setOwn } from "./json.js";
import type { StoreIndex } from "./store-index.js";

/** The expected effect of one command. */
interface Overlay {
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

  /** Shows what `change` makes of a store while a command is on its way. */
  async track(
    storeKey: string,
    change: Overlay["change"],
    send: (accept: (answer: unknown, current: number) => unknown) => Promise<unknown>,
  ): Promise<unknown> {
    const overlay: Overlay = { storeKey, change, settledBy: undefined };
    this.#list.add(overlay);
    this.#changed();
    try {
      return await send((answer, current) => {
        const { version, reply } = readReply(answer);
        this.#settle(overlay, version, current);
        return reply;
      });
    } catch (error) {
      this.#remove(overlay);
      throw error;
    }
  }

  /** Applies to `document` what is left of the overlays when the client is at `version`. */
  apply(document: Document, version: number): void {
    for (const overlay of this.#list) {
      if (!isSettled(overlay, version)) applyOverlay(document, overlay);
    }
  }

  /** The client is at `version`, and shows what is left by then. */
  reach(version: number): void {
    for (const overlay of this.#list) {
      if (isSettled(overlay, version)) this.#list.delete(overlay);
    }
  }

  /** The page is gone: what was carried out is part of the first state of the next. */
  lose(): void {
    for (const overlay of this.#list) if (overlay.settledBy !== undefined) overlay.settledBy = 1;
  }

  #remove(overlay: Overlay): void {
    if (this.#list.delete(overlay)) this.#changed();
  }

  /**
   * The command was carried out, and its effect is part of `version`; the client
   * is at `current`. A reply is sent before its envelope, so one that does not
   * say counts as part of the next.
   */
  #settle(overlay: Overlay, version: number | undefined, current: number): void {
    overlay.settledBy = version ?? current + 1;
    if (isSettled(overlay, current)) this.#remove(overlay);
    // A command that changed nothing may have no envelope at all.
    else setTimeout(() => this.#remove(overlay), SETTLE_LIMIT);
  }
}

function isSettled({ settledBy }: Overlay, version: number): boolean {
  return settledBy !== undefined && settledBy <= version;
}

/** Takes an answer apart into the reply and the version that has the effect, if it tells that. */
function readReply(answer: unknown): { reply: unknown; version: number | undefined } {
  const version = isRecord(answer) ? answer["__musubi_version__"] : undefined;
  return isRecord(answer) && typeof version === "number"
    ? { reply: answer["__musubi_reply__"], version }
    : { reply: answer, version: undefined };
}

/** Does nothing when the store is not there, or when the function throws, which is reported. */
function applyOverlay(document: Document, { storeKey, change }: Overlay): void {
  const { index, shown } = document;
  const node = index.store(storeKey)?.node;
  if (node === undefined) return;
  const surroundings: DraftSurroundings = {
    items: (storeKey, stream) => document.items(storeKey, stream),
    upload(storeKey, name) {
      const owner = index.store(storeKey);
      return owner && document.uploads.view(owner.id, name);
    },
  };
  try {
    const { node: next, streams } = drafted(node, storeKey, surroundings, change);
    document.show(replaced(shown, node, next, index) ?? shown);
    for (const { storeKey, stream, items } of streams) document.setItems(storeKey, stream, items);
  } catch (error) {
    console.error("[musubi] an optimistic function threw:", error);
  }
}

/** `container` with `next` in the place of `node`; `undefined` where that is not in it. */
function replaced(container: unknown, node: object, next: object, index: StoreIndex): unknown {
  if (container === node) return next;
  // No store is in what the index does not know.
  if (!isContainer(container) || index.cellOf(container) === undefined) return undefined;
  for (const [key, member] of Object.entries(container)) {
    const after = replaced(member, node, next, index);
    if (after === undefined) continue;
    const copy = copyOf(container);
    setOwn(copy, key, after);
    return copy;
  }
  return undefined;
}
