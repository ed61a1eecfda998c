/**
 * What an object of the wire tree stands for.
 *
 * @module
 */

import { isRecord, type JsonRecord } from "./json.js";
import { isStoreId, STORE_ID_KEY } from "./store-id.js";
import type { StoreId, WireAsyncResult } from "./types/wire.js";

/** Sole key of a stream marker. */
export const STREAM_MARKER_KEY = "__musubi_stream__";
/** Sole key of an upload marker. */
export const UPLOAD_MARKER_KEY = "__musubi_upload__";
/** Flag of an async value. */
export const ASYNC_MARKER_KEY = "__musubi_async__";

const ASYNC_STATUSES: readonly unknown[] = ["loading", "ok", "failed"];

/** The store id of a store node, else `undefined`. */
export function storeIdOf(value: unknown): StoreId | undefined {
  if (!isRecord(value)) return undefined;
  const id = value[STORE_ID_KEY];
  return isStoreId(id) ? id : undefined;
}

/** What stands in the tree for something that is kept beside it. */
export type SlotKind = "stream" | "upload";

/**
 * What a stream or upload marker stands for, else `undefined`. Extra keys make
 * it ordinary data.
 */
export function slotOf(
  value: JsonRecord,
): { readonly kind: SlotKind; readonly name: string } | undefined {
  const [key, ...more] = Object.keys(value);
  if (key === undefined || more.length > 0) return undefined;
  const name = value[key];
  if (typeof name !== "string") return undefined;
  if (key === STREAM_MARKER_KEY) return { kind: "stream", name };
  return key === UPLOAD_MARKER_KEY ? { kind: "upload", name } : undefined;
}

/** Whether an object is an async value. */
export function isAsyncResult(value: JsonRecord | WireAsyncResult): value is WireAsyncResult {
  return (
    value[ASYNC_MARKER_KEY] === true &&
    ASYNC_STATUSES.includes(value["status"]) &&
    Object.hasOwn(value, "result") &&
    Object.hasOwn(value, "reason")
  );
}
