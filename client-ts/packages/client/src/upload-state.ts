/**
 * What is known of one upload slot, and how it changes.
 *
 * @module
 */

import { IDLE_UPLOAD, type UploadState } from "./idle-upload.js";
import { isRecord } from "./json.js";
import type {
  UploadConfig,
  UploadEntry,
  UploadError,
  UploadOp,
  WireUploadConfig,
  WireUploadEntry,
} from "./types/upload.js";

/** What of an entry is not derived from the rest. */
export type EntryFields = Omit<
  UploadEntry,
  "isPending" | "isUploading" | "isSuccess" | "isError" | "isCancelled"
>;

/** The state after `op`; the same object when it changes nothing or is not understood. */
export function uploadAfter(state: UploadState, op: UploadOp): UploadState {
  switch (op.op) {
    case "config":
      return isRecord(op.config) ? { ...state, config: configOf(op.config) } : state;
    case "add":
      return isRecord(op.entry) ? withOffered(state, entryOf({ ...op.entry, ref: op.ref })) : state;
    case "progress":
      return withProgress(state, op.ref, op.progress);
    case "complete":
      return settled(withProgress(state, op.ref, 100));
    case "error":
      return isRecord(op.error) ? withError(state, op.ref, op.error) : state;
    case "cancel":
      return withoutEntry(state, op.ref);
    case "reset":
      return { ...state, entries: [], errors: [] };
    default:
      return state;
  }
}

/** Adds an entry, or puts it in the place of the one with its ref. */
export function withEntry(state: UploadState, entry: UploadEntry): UploadState {
  const index = state.entries.findIndex(({ ref }) => ref === entry.ref);
  const entries = state.entries.slice();
  entries[index === -1 ? entries.length : index] = entry;
  return { ...state, entries };
}

/** Adds an entry that the server tells of, unless it is on its way already: it was chosen here. */
function withOffered(state: UploadState, entry: UploadEntry): UploadState {
  const old = state.entries.find(({ ref }) => ref === entry.ref);
  return old === undefined || old.isPending ? withEntry(state, entry) : state;
}

/** Replaces fields of one entry, if it is there. */
export function withChange(
  state: UploadState,
  ref: string,
  change: Partial<EntryFields>,
): UploadState {
  const old = state.entries.find((entry) => entry.ref === ref);
  return old === undefined ? state : withEntry(state, uploadEntry({ ...old, ...change }));
}

/** Progress never goes back: what the server tells is older than what it acknowledged. */
export function withProgress(state: UploadState, ref: string, percent: number): UploadState {
  const old = state.entries.find((entry) => entry.ref === ref);
  const goesOn = old?.isPending || (old?.isUploading && percent > old.progress);
  if (!goesOn || !(percent >= 0)) return state;
  const progress = Math.min(percent, 100);
  return withChange(state, ref, { progress, status: progress === 100 ? "success" : "uploading" });
}

/** Errors that this client noticed before the server told its own view of them. */
const noticed = new WeakSet<UploadError>();

/** {@link withError} for what the server has not told (yet); what it told of an entry stands. */
export function withNoticed(
  state: UploadState,
  ref: string | undefined,
  error: UploadError,
): UploadState {
  noticed.add(error);
  const isKnown = state.entries.some((entry) => entry.ref === ref && entry.isError);
  return isKnown ? state : withError(state, ref, error);
}

/** Notes what went wrong with an entry, or with the upload when there is no `ref`. */
export function withError(
  state: UploadState,
  ref: string | undefined,
  error: UploadError,
): UploadState {
  if (ref === undefined) return { ...state, status: "error", errors: [...state.errors, error] };
  const old = state.entries.find((entry) => entry.ref === ref);
  if (old === undefined) return state;
  const errors = [...old.errors.filter((known) => !noticed.has(known)), error];
  return { ...withChange(state, ref, { errors, status: "error" }), status: "error" };
}

/** Takes an entry out. */
export function withoutEntry(state: UploadState, ref: string): UploadState {
  const entries = state.entries.filter((entry) => entry.ref !== ref);
  const status = entries.length === 0 && state.status !== "idle" ? "cancelled" : state.status;
  return entries.length === state.entries.length ? state : { ...state, entries, status };
}

/** The status that follows from the entries, once none of them is on its way. */
export function settled(state: UploadState): UploadState {
  const { entries } = state;
  if (entries.length === 0 || entries.some((entry) => entry.isPending || entry.isUploading)) {
    return state;
  }
  return { ...state, status: entries.every((entry) => entry.isSuccess) ? "success" : "error" };
}

/** Mean progress of the entries, in whole percent. */
export function progressOf({ entries }: UploadState): number {
  const sum = entries.reduce((total, entry) => total + entry.progress, 0);
  return entries.length === 0 ? 0 : Math.round(sum / entries.length);
}

/** Reads limits off the wire; what is missing gets the default. */
export function configOf(wire: Partial<WireUploadConfig> = {}): UploadConfig {
  const { accept, maxEntries, maxFileSize, chunkSize } = IDLE_UPLOAD.config;
  return {
    accept: wire.accept ?? accept,
    maxEntries: wire.max_entries ?? maxEntries,
    maxFileSize: wire.max_file_size ?? maxFileSize,
    chunkSize: wire.chunk_size ?? chunkSize,
  };
}

/** Completes an entry with what follows from its status. */
export function uploadEntry(fields: EntryFields): UploadEntry {
  const { status } = fields;
  return {
    ...fields,
    isPending: status === "pending",
    isUploading: status === "uploading",
    isSuccess: status === "success",
    isError: status === "error",
    isCancelled: status === "cancelled",
  };
}

function entryOf(wire: Partial<WireUploadEntry> & { ref: string }): UploadEntry {
  return uploadEntry({
    ref: wire.ref,
    clientName: wire.client_name ?? "",
    clientSize: wire.client_size ?? 0,
    clientType: wire.client_type ?? "",
    progress: wire.progress ?? 0,
    status: wire.status ?? "pending",
    errors: wire.errors ?? [],
  });
}
