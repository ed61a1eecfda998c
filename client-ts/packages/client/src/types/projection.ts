/**
 * From generated field types to what application code reads.
 *
 * @module
 */

import type { MarkerOf, StoreModule } from "./registry.js";
import type { StoreProxy, StoreSnapshot } from "./store.js";
import type { UploadHandle } from "./upload.js";

/**
 * An async value: `data` is the last known value (stale while a reload is
 * loading or after it failed). `error` is `null`, a `WireAsyncError`, or
 * whatever else the server gave as the reason.
 */
export type AsyncResult<T> =
  | { status: "loading"; data: T | null; error: null }
  | { status: "ok"; data: T; error: null }
  | { status: "failed"; data: T | null; error: unknown };

/** Leaves that no projection looks into; `0 extends 1 & T` holds for `any` alone. */
type IsLeaf<T> = 0 extends 1 & T
  ? true
  : T extends string | number | boolean | bigint | null | undefined
    ? true
    : T extends object
      ? false
      : true;

/** What `snapshot()` holds for a generated field type `T`. */
export type SnapshotValue<T, R> = T extends unknown
  ? IsLeaf<T> extends true
    ? T
    : [MarkerOf<T>] extends [never]
      ? { [K in keyof T]: SnapshotValue<T[K], R> }
      : MarkerOf<T> extends { kind: "store"; module: infer M extends StoreModule<R> }
        ? StoreSnapshot<M, R>
        : MarkedValue<MarkerOf<T>, R>
  : never;

/** What reading a field off a store proxy gives for a generated field type `T`. */
export type ProxyValue<T, R> = T extends unknown
  ? IsLeaf<T> extends true
    ? T
    : [MarkerOf<T>] extends [never]
      ? { [K in keyof T]: ProxyValue<T[K], R> }
      : MarkerOf<T> extends { kind: "store"; module: infer M extends StoreModule<R> }
        ? StoreProxy<M, R>
        : MarkedValue<MarkerOf<T>, R>
  : never;

/** Uploads, async values and streams read the same from a proxy and a snapshot. */
type MarkedValue<Marker, R> = Marker extends { kind: "upload" }
  ? UploadHandle
  : Marker extends { kind: "async"; value: infer Value }
    ? AsyncResult<SnapshotValue<Value, R>>
    : Marker extends { kind: "stream"; item: infer Item }
      ? SnapshotValue<Item, R>[]
      : unknown;
