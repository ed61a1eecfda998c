/**
 * The upload slots of one root.
 *
 * @module
 */

import { isRecord } from "./json.js";
import { isStoreId, storeIdKey } from "./store-id.js";
import type { UploadOp } from "./types/upload.js";
import type { StoreId } from "./types/wire.js";
import { UploadHandleImpl, type UploadHost } from "./upload-handle.js";

/** Handles by {@link uploadStoreKey}, each made when it is first asked for. */
export type UploadTable = Map<string, UploadHandleImpl>;

/** Names one upload slot of one store. */
export function uploadStoreKey(storeId: StoreId, name: string): string {
  return `${storeIdKey(storeId)}\0${name}`;
}

/** The handle of a slot: the same object on every call. */
export function getUploadHandle(
  table: UploadTable,
  storeId: StoreId,
  name: string,
  host: UploadHost,
): UploadHandleImpl {
  const key = uploadStoreKey(storeId, name);
  let handle = table.get(key);
  if (handle === undefined) {
    handle = new UploadHandleImpl(storeId, name, host);
    table.set(key, handle);
  }
  return handle;
}

/** Applies what the server sent; calls each handle's listeners once. */
export function applyUploadOps(
  table: UploadTable,
  ops: readonly UploadOp[],
  host: UploadHost,
): void {
  for (const handle of receiveUploadOps(table, ops, host)) handle.notify();
}

/**
 * {@link applyUploadOps} without the calls: returns the handles that changed.
 * Skips what is malformed or unknown, one by one.
 */
export function receiveUploadOps(
  table: UploadTable,
  ops: readonly unknown[],
  host: UploadHost,
): UploadHandleImpl[] {
  const byHandle = new Map<UploadHandleImpl, UploadOp[]>();
  for (const op of ops) {
    if (!isUploadOp(op)) continue;
    const handle = getUploadHandle(table, op.store_id, op.upload, host);
    byHandle.set(handle, [...(byHandle.get(handle) ?? []), op]);
  }
  return [...byHandle].flatMap(([handle, list]) => (handle.receive(list) ? handle : []));
}

/** Drops the handles of every store for which `isLive(storeIdKey)` does not hold. */
export function pruneUploads(table: UploadTable, isLive: (storeKey: string) => boolean): void {
  for (const [key, handle] of table) {
    if (isLive(storeIdKey(handle.storeId))) continue;
    handle.abandon();
    table.delete(key);
  }
}

function isUploadOp(op: unknown): op is UploadOp {
  return isRecord(op) && typeof op["upload"] === "string" && isStoreId(op["store_id"]);
}
