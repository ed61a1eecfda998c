/**
 * Typed client for Musubi, a server that owns the state of user interfaces.
 *
 * {@link connect} a Phoenix socket, {@link MusubiConnection.mountStore | mount}
 * a root store, then read its fields, subscribe to it and send it commands:
 *
 * ```ts
 * import { connect } from "@musubi/client";
 * import { Socket } from "phoenix";
 *
 * const connection = await connect<Musubi.Stores>(new Socket("/socket"));
 * const { store: counter } = await connection.mountStore({ module: "Counter", id: "main" });
 * counter.subscribe(() => console.log(counter.snapshot()?.count));
 * await counter.dispatchCommand("increment", { amount: 1 });
 * ```
 *
 * `Musubi.Stores` comes from the `musubi.d.ts` that the server generates.
 *
 * @module
 */

export { createMemoryPersister, createStorageCachePersister } from "./cache-persisters.js";
export { canonicalStringify } from "./canonical.js";
export {
  MusubiCommandError,
  type MusubiCommandErrorKind,
  type MusubiCommandErrorOptions,
  toCommandError,
} from "./command-error.js";
export { isCommandError, tryCommand } from "./command-result.js";
export { connect } from "./connect.js";
export { PROTOCOL_ERROR_CODES } from "./error-codes.js";
export { UPLOAD_MARKER_KEY } from "./marker.js";
export { type MountErrorCode, MusubiMountError } from "./mount-error.js";
export { optimistic } from "./optimistic.js";
export { applyPatch } from "./patch.js";
export { parsePointer } from "./pointer.js";
export { type Equality, Selection } from "./selection.js";
export { shallowEqual } from "./shallow-equal.js";
export { keyOf, STORE_ID_KEY, storeIdKey } from "./store-id.js";
export { storeCacheKey } from "./store-key.js";
export {
  applyStreamOps,
  getStream,
  pruneStreams,
  type StreamList,
  type StreamTable,
} from "./stream.js";
export type {
  CacheOptions,
  MusubiCacheEntry,
  MusubiCachePersister,
  StorageLike,
} from "./types/cache.js";
export type {
  ConnectOptions,
  MountedStore,
  MountParams,
  MountStoreOptions,
  MusubiConnection,
  MusubiSocketStatus,
} from "./types/connection.js";
export type {
  CommandErrorOf,
  CommandResult,
  DeclaredCommandError,
  InvalidPayloadError,
  ProtocolErrorCode,
  TooLargeError,
  UndeclaredCommandError,
} from "./types/errors.js";
export type { DispatchOptions, Draft, Optimistic } from "./types/optimistic.js";
export type { AsyncResult, ProxyValue, SnapshotValue } from "./types/projection.js";
export type {
  CommandName,
  CommandPayload,
  CommandReply,
  CommandsOf,
  DefOf,
  EventName,
  EventPayload,
  EventsOf,
  ParamsOf,
  PayloadlessCommandName,
  ShapeOf,
  StoreModule,
  UploadName,
} from "./types/registry.js";
export type { ChannelLike, PushLike, SocketLike } from "./types/socket.js";
export type { StoreProxy, StoreRuntime, StoreSnapshot } from "./types/store.js";
export type {
  EntryStatus,
  ExternalUploader,
  ExternalUploaderArgs,
  UploadConfig,
  UploadEntry,
  UploadError,
  UploadHandle,
  UploadOp,
  UploadStatus,
  WireUploadConfig,
  WireUploadEntry,
} from "./types/upload.js";
export type {
  ConnectionPatchEnvelope,
  JsonPatchOp,
  PatchEnvelope,
  PushEvent,
  StoreId,
  StreamEntry,
  StreamOp,
  WireAsyncError,
  WireAsyncError as AsyncError,
  WireAsyncResult,
  WireStreamMarker,
  WireUploadMarker,
} from "./types/wire.js";
export { UploadHandleImpl, type UploadHost } from "./upload-handle.js";
export {
  applyUploadOps,
  getUploadHandle,
  pruneUploads,
  type UploadTable,
  uploadStoreKey,
} from "./uploads.js";
export { nextSnapshot, waitFor } from "./wait.js";
export { jitteredBackoff } from "./wake.js";
export { watch } from "./watch.js";
