/**
 * Bookkeeping for the containers of the wire tree that do not read as
 * themselves: stores, streams, uploads, async values, and everything above one.
 *
 * @module
 */

import { isRecord } from "./json.js";
import { isAsyncResult, type SlotKind, slotOf, storeIdOf } from "./marker.js";
import { storeIdKey } from "./store-id.js";
import type { StoreId } from "./types/wire.js";

/** What a container of the wire tree stands for. A store's name is its key. */
export type Role =
  | { readonly kind: "plain" | "async"; readonly name?: undefined }
  | { readonly kind: SlotKind; readonly name: string }
  | { readonly kind: "store"; readonly name: string; readonly id: StoreId };

/** The role of what reads as itself. */
export const PLAIN: Role = { kind: "plain" };

/**
 * Follows one container through its versions. The wire tree is immutable, so a
 * container is a new object after each change; its cell stays, and links to the
 * cell above, which lets a stream reach everything that shows it.
 */
export class Cell {
  parent: Cell | undefined;
  /** What the container read as when it was last projected... */
  view: unknown;
  /** ...and the version of the container that this was made of. */
  viewOf: object | undefined;
  /** Whether something below changed without a new version of the container. */
  stale = false;

  constructor(readonly role: Role) {}

  /** Whether {@link view} is what `container` reads as now. */
  isCurrent(container: object): boolean {
    return this.viewOf === container && !this.stale;
  }
}

/** The place of a stream or an upload. It belongs to the nearest store above. */
export class SlotCell extends Cell {
  owner: StoreCell | undefined;

  constructor(
    readonly slot: SlotKind,
    readonly name: string,
    /** Names the slot among those of its store. */
    readonly key: string = slotKey(slot, name),
  ) {
    super({ kind: slot, name });
  }
}

/** Names a slot among those of one store. */
export function slotKey(kind: SlotKind, name: string): string {
  return `${kind}:${name}`;
}

/** The items of one stream, which stand wherever the stream does. */
export class ItemsCell extends Cell {
  items: readonly unknown[] | undefined;
  /** Whether an item ever held something that does not read as itself. */
  isPlain = true;
  /** Whether it is being visited: a stream must not be taken for an item of itself. */
  isBusy = false;

  constructor(
    readonly owner: StoreCell,
    readonly stream: string,
  ) {
    super(PLAIN);
  }
}

/** A store node. */
export class StoreCell extends Cell {
  /** The current version of the node. */
  node: object | undefined;
  /** What stands for the store in proxies, once somebody asked for it. */
  proxy: object | undefined;
  /** Where its streams and uploads stand, by {@link slotKey}. */
  readonly places = new Map<string, Set<SlotCell>>();
  /** The items of its streams, by stream name. */
  readonly items = new Map<string, ItemsCell>();

  constructor(
    readonly key: string,
    readonly id: StoreId,
  ) {
    super({ kind: "store", name: key, id });
  }
}

const ASYNC: Role = { kind: "async" };

/** Reads the role of a container off its members. */
export function roleOf(container: object): Role {
  if (!isRecord(container)) return PLAIN;
  const id = storeIdOf(container);
  if (id !== undefined) return { kind: "store", name: storeIdKey(id), id };
  return slotOf(container) ?? (isAsyncResult(container) ? ASYNC : PLAIN);
}

/** Whether a container that had one role may live on with the other. */
export function sameRole(left: Role, right: Role): boolean {
  return left.kind === right.kind && left.name === right.name;
}
