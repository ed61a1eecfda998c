/**
 * Streams: lists that the server sends item by item and does not keep.
 *
 * @module
 */

import { isRecord } from "./json.js";
import { reconcile } from "./reconcile.js";
import { isStoreId, storeIdKey } from "./store-id.js";
import type { StoreId, StreamEntry, StreamOp } from "./types/wire.js";

/** The items of one stream with their keys, and without them as an array of its own. */
export interface StreamList {
  readonly entries: readonly StreamEntry[];
  readonly items: unknown[];
}

/** Materialised streams by `storeIdKey(store_id)`, then by stream name. */
export type StreamTable = Map<string, Map<string, StreamList>>;

/** What one stream holds from now on. */
export interface StreamChange {
  readonly storeKey: string;
  readonly stream: string;
  readonly list: StreamList;
}

/** What a stream reads as before its first row. */
const EMPTY_STREAM: StreamList = Object.freeze({
  entries: [],
  items: Object.freeze([]) as never[],
});

/**
 * Works out what `ops` make of the streams in `table`, which stays as it is.
 * Streams that end up as they were are left out. An item that is equal to the
 * one that it replaces keeps the old reference.
 *
 * @throws `Error` when an operation is malformed.
 */
export function changesOf(table: StreamTable, ops: readonly StreamOp[]): StreamChange[] {
  const drafts = new Map<string, Draft>();
  ops.forEach((op, index) => {
    const fault = faultOf(op);
    if (fault !== undefined) throw new Error(`Stream operation ${index} failed: ${fault}`);
    const storeKey = storeIdKey(op.store_id);
    const key = `${storeKey}\0${op.stream}`;
    let draft = drafts.get(key);
    if (draft === undefined) {
      draft = new Draft(storeKey, op.stream, listOf(table, storeKey, op.stream));
      drafts.set(key, draft);
    }
    draft.apply(op);
  });
  return [...drafts.values()].flatMap((draft) => draft.finish() ?? []);
}

/** Puts one change of {@link changesOf} into `table`. */
export function install(table: StreamTable, change: StreamChange): void {
  const streams = table.get(change.storeKey);
  if (streams === undefined) {
    table.set(change.storeKey, new Map([[change.stream, change.list]]));
  } else {
    streams.set(change.stream, change.list);
  }
}

/**
 * Applies `ops` to `table`: all of them, or none when it throws. Lists that were
 * read before are never changed in place.
 *
 * @throws `Error` when an operation is malformed.
 */
export function applyStreamOps(table: StreamTable, ops: readonly StreamOp[]): void {
  for (const change of changesOf(table, ops)) install(table, change);
}

/** The items of a stream, in order; the same array until the stream changes. */
export function getStream(table: StreamTable, storeId: StoreId, stream: string): unknown[] {
  return listOf(table, storeIdKey(storeId), stream).items;
}

/** Drops the streams of every store for which `isLive(storeIdKey)` does not hold. */
export function pruneStreams(table: StreamTable, isLive: (storeKey: string) => boolean): void {
  for (const storeKey of table.keys()) {
    if (!isLive(storeKey)) table.delete(storeKey);
  }
}

/** The content of a stream. */
export function listOf(table: StreamTable, storeKey: string, stream: string): StreamList {
  return table.get(storeKey)?.get(stream) ?? EMPTY_STREAM;
}

class Draft {
  readonly #entries: StreamEntry[];
  /** Entries that were taken out, to be picked up again if their key comes back. */
  readonly #removed = new Map<string, StreamEntry>();

  readonly #storeKey: string;
  readonly #stream: string;
  readonly #before: StreamList;

  constructor(storeKey: string, stream: string, before: StreamList) {
    this.#storeKey = storeKey;
    this.#stream = stream;
    this.#before = before;
    this.#entries = before.entries.slice();
  }

  apply(op: StreamOp): void {
    switch (op.op) {
      case "reset":
        for (const entry of this.#entries) this.#removed.set(entry.itemKey, entry);
        this.#entries.length = 0;
        return;
      case "delete":
        this.#remove(op.item_key);
        return;
      case "insert":
        this.#insert(op);
    }
  }

  finish(): StreamChange | undefined {
    const { entries } = this.#before;
    const same =
      entries.length === this.#entries.length &&
      entries.every((entry, index) => entry === this.#entries[index]);
    if (same) return undefined;
    return {
      storeKey: this.#storeKey,
      stream: this.#stream,
      list: { entries: this.#entries, items: this.#entries.map((entry) => entry.item) },
    };
  }

  #insert(op: Extract<StreamOp, { op: "insert" }>): void {
    const entries = this.#entries;
    this.#remove(op.item_key);
    const index = op.at === -1 ? entries.length : Math.min(Math.max(op.at, 0), entries.length);
    entries.splice(index, 0, this.#entry(op.item_key, op.item));
    // `limit` is absent in what older servers send.
    if (typeof op.limit !== "number") return;
    const overflow = entries.length - Math.abs(op.limit);
    if (overflow > 0) entries.splice(op.at === 0 ? Math.abs(op.limit) : 0, overflow);
  }

  #remove(itemKey: string): void {
    const index = this.#entries.findIndex((entry) => entry.itemKey === itemKey);
    const [entry] = index === -1 ? [] : this.#entries.splice(index, 1);
    if (entry !== undefined) this.#removed.set(itemKey, entry);
  }

  #entry(itemKey: string, item: unknown): StreamEntry {
    const old = this.#removed.get(itemKey);
    if (old === undefined) return { itemKey, item };
    const kept = reconcile(old.item, item);
    return kept === old.item ? old : { itemKey, item: kept };
  }
}

/** What is wrong with an operation, if anything is. */
function faultOf(op: unknown): string | undefined {
  if (!isRecord(op)) return "it is not an object";
  const { op: kind, stream, store_id, item_key, at } = op;
  if (kind !== "reset" && kind !== "insert" && kind !== "delete") {
    return `unknown operation ${JSON.stringify(kind)}`;
  }
  const needs = {
    stream: typeof stream === "string",
    store_id: isStoreId(store_id),
    item_key: kind === "reset" || typeof item_key === "string",
    at: kind !== "insert" || Number.isInteger(at),
  };
  const missing = Object.entries(needs).find(([, isThere]) => !isThere);
  return missing && `"${missing[0]}" is missing`;
}
