/**
 * Identity of store nodes.
 *
 * @module
 */

import type { StoreId } from "./types/wire.js";

/** Key of a store's identity, in the wire tree, in proxies and in snapshots. */
export const STORE_ID_KEY = "__musubi_store_id__";

/** A store id as a string, for maps. */
export function storeIdKey(storeId: StoreId): string {
  return JSON.stringify(storeId);
}

/** Whether `value` is a store id. */
export function isStoreId(value: unknown): value is StoreId {
  return Array.isArray(value) && value.every((part) => typeof part === "string");
}

/** A stable string for a store proxy or snapshot: the list key of child stores. */
export function keyOf(store: { readonly __musubi_store_id__: StoreId }): string {
  return storeIdKey(store.__musubi_store_id__);
}
