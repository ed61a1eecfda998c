/**
 * Uploads, as application code sees them.
 *
 * @module
 */

/** Limits of an upload slot, as the store declares them. Sizes are in bytes. */
export interface UploadConfig {
  /** File extensions with their dot, such as `".png"`, or `"any"`. */
  readonly accept: readonly string[] | "any";
  readonly maxEntries: number;
  readonly maxFileSize: number;
  /** How much of a file travels in one message. */
  readonly chunkSize: number;
}

/** Where one file of an upload stands. */
export type EntryStatus = "pending" | "uploading" | "success" | "error" | "cancelled";

/** Where an upload as a whole stands; `selecting` once files were offered, until `start`. */
export type UploadStatus = "idle" | "selecting" | "uploading" | "success" | "error" | "cancelled";

/** Why a file, or a whole upload, failed. The set of codes is open. */
export interface UploadError {
  readonly code:
    | "too_large"
    | "too_many_files"
    | "not_accepted"
    | "chunk_timeout"
    | "chunk_too_large"
    | "external_failed"
    | "preflight_rejected"
    | "internal"
    | (string & {});
  /** For people. */
  readonly message: string;
  /** Name of the file, where the server refused one when it was chosen: that has no entry. */
  readonly clientName?: string;
}

/** One file of an upload. */
export interface UploadEntry {
  /** The server's name for it. */
  readonly ref: string;
  readonly clientName: string;
  /** Bytes. */
  readonly clientSize: number;
  /** MIME type, as the browser says. */
  readonly clientType: string;
  /** Percent, 0 to 100. */
  readonly progress: number;
  readonly status: EntryStatus;
  readonly errors: readonly UploadError[];
  readonly isPending: boolean;
  readonly isUploading: boolean;
  readonly isSuccess: boolean;
  readonly isError: boolean;
  readonly isCancelled: boolean;
}

/**
 * An upload slot of a store. On a store proxy it reads through to the newest
 * state; in a snapshot it is a new object after each change.
 */
export interface UploadHandle {
  readonly config: UploadConfig;
  readonly status: UploadStatus;
  readonly entries: readonly UploadEntry[];
  /** What is wrong with the upload as a whole, refused files included. */
  readonly errors: readonly UploadError[];
  /** Mean progress of the entries, in percent. */
  readonly progress: number;
  readonly isIdle: boolean;
  readonly isSelecting: boolean;
  readonly isUploading: boolean;
  readonly isSuccess: boolean;
  readonly isError: boolean;
  /**
   * Offers files to the server; resolves with all entries of the slot. Files
   * that the server refuses are in `errors`.
   *
   * Rejects when the root is not connected, or when the server refuses the
   * offer as a whole.
   */
  select(files: ArrayLike<File>): Promise<readonly UploadEntry[]>;
  /**
   * Sends every pending entry; resolves when each has arrived or failed. Does
   * not reject: look at `status` and `errors`.
   */
  start(): Promise<void>;
  /** Gives up one entry, or all. */
  cancel(entryRef?: string): Promise<void>;
  /** Gives up all entries and forgets what went wrong. */
  reset(): Promise<void>;
}

/** What an {@link ExternalUploader} is called with. */
export interface ExternalUploaderArgs {
  readonly entry: UploadEntry;
  readonly file: File;
  /** What the store said to do with the file, such as a signed address. */
  readonly meta: unknown;
  /** Tells how far it is, in percent. */
  onProgress(percent: number): void;
  /** Aborted when the entry is cancelled or its root goes. */
  readonly signal: AbortSignal;
}

/** Sends a file elsewhere; resolves when it has arrived, rejects when that failed. */
export type ExternalUploader = (args: ExternalUploaderArgs) => Promise<void>;

/** Limits of an upload slot, on the wire. */
export interface WireUploadConfig {
  accept: readonly string[] | "any";
  max_entries: number;
  max_file_size: number;
  chunk_size: number;
}

/** An entry, on the wire. */
export interface WireUploadEntry {
  ref: string;
  client_name: string;
  client_size: number;
  client_type: string;
  progress: number;
  status: EntryStatus;
  errors: readonly UploadError[];
}

/** Which slot an {@link UploadOp} is about. */
interface UploadTarget {
  upload: string;
  store_id: readonly string[];
}

/** One change of an upload slot. A client skips what it does not know. */
export type UploadOp = UploadTarget &
  (
    | { op: "config"; config: WireUploadConfig }
    | { op: "add"; ref: string; entry: WireUploadEntry }
    | { op: "progress"; ref: string; progress: number }
    | { op: "complete"; ref: string }
    | { op: "error"; ref?: string; error: UploadError }
    | { op: "cancel"; ref: string }
    | { op: "reset" }
  );
