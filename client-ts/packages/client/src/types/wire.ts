/**
 * What travels on the wire, as the client reads it.
 *
 * @module
 */

import type { UploadOp } from "./upload.js";

/** Identity of a store node inside its root; the root's own is `[]`. */
export type StoreId = readonly string[];

/** One RFC 6902 operation. `move` is only sent to clients that offered it. */
export type JsonPatchOp =
  | { op: "add"; path: string; value: unknown }
  | { op: "remove"; path: string }
  | { op: "replace"; path: string; value: unknown }
  | { op: "move"; from: string; path: string };

/** One change of a stream. `at` is an index, or `-1` for the end. */
export type StreamOp =
  | { op: "reset"; stream: string; ref: string; store_id: StoreId }
  | {
      op: "insert";
      stream: string;
      ref: string;
      store_id: StoreId;
      item_key: string;
      at: number;
      item: unknown;
      limit: number | null;
    }
  | { op: "delete"; stream: string; ref: string; store_id: StoreId; item_key: string };

/** One item of a stream, with its key. */
export interface StreamEntry {
  readonly itemKey: string;
  readonly item: unknown;
}

/** A transient event, addressed to one store. */
export interface PushEvent {
  store_id: StoreId;
  name: string;
  payload: unknown;
}

/** One step of a root from `base_version` to `version`. */
export interface PatchEnvelope {
  type: "patch";
  base_version: number;
  version: number;
  ops: readonly JsonPatchOp[];
  stream_ops: readonly StreamOp[];
  upload_ops: readonly UploadOp[];
  events: readonly PushEvent[];
}

/** A {@link PatchEnvelope} with the root that it belongs to. */
export interface ConnectionPatchEnvelope extends PatchEnvelope {
  root_id: string;
}

/** Why an async value failed, in the structured form of the wire. */
export interface WireAsyncError {
  kind: "error" | "exit";
  value: unknown;
}

/** An async value as it stands in the wire tree. */
export interface WireAsyncResult<T = unknown> {
  __musubi_async__: true;
  status: "loading" | "ok" | "failed";
  result: T | null;
  reason: unknown;
}

/** Stands in the wire tree where a stream is rendered. */
export interface WireStreamMarker {
  __musubi_stream__: string;
}

/** Stands in the wire tree where an upload slot is rendered. */
export interface WireUploadMarker {
  __musubi_upload__: string;
}
