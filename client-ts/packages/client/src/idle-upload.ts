/**
 * An upload slot of which nothing is known yet.
 *
 * @module
 */

import type { UploadConfig, UploadEntry, UploadError, UploadStatus } from "./types/upload.js";

/** One version of an upload slot. Never changed in place. */
export interface UploadState {
  readonly config: UploadConfig;
  readonly status: UploadStatus;
  readonly entries: readonly UploadEntry[];
  readonly errors: readonly UploadError[];
}

/** A slot before the server said anything of it. */
export const IDLE_UPLOAD: UploadState = {
  config: { accept: "any", maxEntries: 1, maxFileSize: 8_000_000, chunkSize: 64_000 },
  status: "idle",
  entries: [],
  errors: [],
};
