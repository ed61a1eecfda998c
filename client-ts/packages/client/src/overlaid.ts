/**
 * A wire tree with one expected change in it.
 *
 * @module
 */

import { type DraftedStream, type DraftSurroundings, drafted } from "./draft.js";
import { isContainer, isRecord, setOwn } from "./json.js";
import type { Overlay } from "./overlays.js";
import type { StoreIndex } from "./store-index.js";

/** What an overlay makes of a tree and its streams. */
export interface OverlaidTree {
  readonly tree: unknown;
  readonly streams: readonly DraftedStream[];
}

/**
 * Applies an overlay to `tree`, which `index` knows. Gives `undefined` when its
 * store is not there, and when its function throws, which is reported.
 */
export function overlaid(
  tree: unknown,
  { storeKey, change }: Overlay,
  index: StoreIndex,
  surroundings: DraftSurroundings,
): OverlaidTree | undefined {
  const node = index.store(storeKey)?.node;
  if (node === undefined) return undefined;
  try {
    const { node: next, streams } = drafted(node, storeKey, surroundings, change);
    return { tree: replaced(tree, node, next, index) ?? tree, streams };
  } catch (error) {
    console.error("[musubi] an optimistic function threw:", error);
    return undefined;
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
    const copy = Array.isArray(container) ? container.slice() : { ...container };
    if (isRecord(copy)) setOwn(copy, key, after);
    else copy[Number(key)] = after;
    return copy;
  }
  return undefined;
}
