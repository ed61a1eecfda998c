/**
 * Bookkeeping for the containers of the wire tree that do not read as
 * themselves: stores, streams, async values, and everything above one.
 *
 * @module
 */

import { isRecord } from "./json.js";
import { isAsyncResult, storeIdOf, streamNameOf } from "./marker.js";
import { storeIdKey } from "./store-id.js";
import type { StoreId } from "./types/wire.js";

/** What a container of the wire tree stands for. */
export type Role =
  | { readonly kind: "plain" }
  | { readonly kind: "async" }
  | { readonly kind: "stream"; readonly stream: string }
  | { readonly kind: "store"; readonly key: string; readonly id: StoreId };

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

/** The place of a stream. It belongs to the nearest store above. */
export class StreamCell extends Cell {
  owner: StoreCell | undefined;

  constructor(readonly stream: string) {
    super({ kind: "stream", stream });
  }
}

/** A store node. */
export class StoreCell extends Cell {
  /** The current version of the node. */
  node: object | undefined;
  /** What stands for the store in proxies, once somebody asked for it. */
  proxy: object | undefined;
  /** The places of its streams, by stream name. */
  readonly streams = new Map<string, Set<StreamCell>>();

  constructor(
    readonly key: string,
    readonly id: StoreId,
  ) {
    super({ kind: "store", key, id });
  }
}

const PLAIN: Role = { kind: "plain" };
const ASYNC: Role = { kind: "async" };

/** Reads the role of a container off its members. */
export function roleOf(container: object): Role {
  if (!isRecord(container)) return PLAIN;
  const id = storeIdOf(container);
  if (id !== undefined) return { kind: "store", key: storeIdKey(id), id };
  const stream = streamNameOf(container);
  if (stream !== undefined) return { kind: "stream", stream };
  return isAsyncResult(container) ? ASYNC : PLAIN;
}

/** Whether a container that had one role may live on with the other. */
export function sameRole(left: Role, right: Role): boolean {
  if (left.kind === "store") return right.kind === "store" && left.key === right.key;
  if (left.kind === "stream") return right.kind === "stream" && left.stream === right.stream;
  return left.kind === right.kind;
}
