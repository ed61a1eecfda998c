import type { UploadHost, UploadOp } from "../../src/index.js";

/** The host of a document that has no channel. */
export const NO_UPLOADS: UploadHost = {
  push: () => {
    throw new Error("Connection is not open");
  },
  channel: () => {
    throw new Error("there is no socket");
  },
  uploader: () => undefined,
  changed: () => {},
};

const target = { upload: "avatar", store_id: [] as string[] };

/** The operation that adds an entry. */
export function added(ref: string, name = `${ref}.png`): UploadOp {
  return {
    op: "add",
    ...target,
    ref,
    entry: {
      ref,
      client_name: name,
      client_size: 4,
      client_type: "image/png",
      progress: 0,
      status: "pending",
      errors: [],
    },
  };
}

/** An operation about one entry of the upload `avatar`. */
export function about(
  ref: string,
  op: { op: "complete" | "cancel" } | { op: "progress"; progress: number },
): UploadOp {
  return { ...target, ref, ...op };
}

/** An error of one entry, or of the upload as a whole. */
export function failed(code: string, ref?: string): UploadOp {
  const error = { code, message: `it was ${code}` };
  return { op: "error", ...target, error, ...(ref === undefined ? {} : { ref }) };
}

export const RESET: UploadOp = { op: "reset", ...target };

export const CONFIG: UploadOp = {
  op: "config",
  ...target,
  config: { accept: [".png"], max_entries: 2, max_file_size: 1000, chunk_size: 3 },
};
