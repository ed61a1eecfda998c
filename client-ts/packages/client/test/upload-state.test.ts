import { describe, expect, it, vi } from "vitest";
import {
  applyUploadOps,
  getUploadHandle,
  pruneUploads,
  type UploadOp,
  type UploadTable,
} from "../src/index.js";
import { about, added, CONFIG, failed, NO_UPLOADS, RESET } from "./support/uploads.js";

function after(...ops: UploadOp[]) {
  const table: UploadTable = new Map();
  applyUploadOps(table, ops, NO_UPLOADS);
  return getUploadHandle(table, [], "avatar", NO_UPLOADS);
}

describe("an upload", () => {
  it("has the defaults of the protocol until it is configured", () => {
    expect(after().config).toEqual({
      accept: "any",
      maxEntries: 1,
      maxFileSize: 8_000_000,
      chunkSize: 64_000,
    });
    expect(after(CONFIG).config).toEqual({
      accept: [".png"],
      maxEntries: 2,
      maxFileSize: 1000,
      chunkSize: 3,
    });
  });

  it("gets its entries from the server", () => {
    expect(after(added("u1")).entries).toEqual([
      {
        ref: "u1",
        clientName: "u1.png",
        clientSize: 4,
        clientType: "image/png",
        progress: 0,
        status: "pending",
        errors: [],
        isPending: true,
        isUploading: false,
        isSuccess: false,
        isError: false,
        isCancelled: false,
      },
    ]);
  });

  it("follows the progress of its entries", () => {
    const half = after(added("u1"), added("u2"), about("u1", { op: "progress", progress: 50 }));
    expect(half.entries[0]).toMatchObject({ progress: 50, status: "uploading" });
    expect(half.progress).toBe(25);
  });

  it("never goes back in progress, as what it hears may be late", () => {
    const late = after(
      added("u1"),
      about("u1", { op: "progress", progress: 50 }),
      about("u1", { op: "progress", progress: 30 }),
    );
    expect(late.progress).toBe(50);
    const named = after(added("u1"), about("u1", { op: "progress", progress: 50 }), added("u1"));
    expect(named.progress).toBe(50);
    const broken = after(added("u1"), failed("external_failed", "u1"), added("u1"));
    expect(broken.entries[0]?.errors).toHaveLength(1);
    const done = after(
      added("u1"),
      about("u1", { op: "complete" }),
      about("u1", { op: "progress", progress: 80 }),
    );
    expect(done.entries[0]).toMatchObject({ progress: 100, status: "success" });
  });

  it("is a success when all of its entries are", () => {
    const one = after(added("u1"), added("u2"), about("u1", { op: "complete" }));
    expect(one.entries[0]).toMatchObject({ progress: 100, isSuccess: true });
    expect(one.isSuccess).toBe(false);
    const all = after(added("u1"), about("u1", { op: "complete" }));
    expect(all).toMatchObject({ progress: 100, isSuccess: true });
  });

  it("notes errors at the entry, or at itself", () => {
    const entry = after(added("u1"), failed("chunk_timeout", "u1"));
    expect(entry.entries[0]?.errors).toEqual([
      { code: "chunk_timeout", message: "it was chunk_timeout" },
    ]);
    expect(entry.entries[0]?.isError).toBe(true);
    expect(entry.errors).toEqual([]);
    expect(after(failed("internal")).errors.map(({ code }) => code)).toEqual(["internal"]);
  });

  it("loses an entry that is cancelled, and all of them when it is reset", () => {
    expect(after(added("u1"), added("u2"), about("u1", { op: "cancel" })).entries).toHaveLength(1);
    const reset = after(added("u1"), failed("internal"), RESET);
    expect(reset.entries).toEqual([]);
    expect(reset.errors).toEqual([]);
  });

  it("skips what it does not know and what is malformed, one by one", () => {
    const odd = [
      { op: "dance", upload: "avatar", store_id: [] },
      { op: "config", upload: "avatar", store_id: [], config: null },
      { op: "add", upload: "avatar", store_id: [], ref: "u9", entry: 3 },
      { op: "error", upload: "avatar", store_id: [], ref: "u1", error: "no" },
      { op: "progress", upload: "avatar", store_id: [], ref: "u1", progress: "half" },
      { op: "complete", upload: "avatar", store_id: [], ref: "nobody" },
      { op: "reset", upload: 1, store_id: [] },
      { op: "reset", upload: "avatar", store_id: "root" },
      null,
      "reset",
    ] as unknown as UploadOp[];
    const handle = after(added("u1"), ...odd, added("u2"));
    expect(handle.entries.map(({ ref, status }) => [ref, status])).toEqual([
      ["u1", "pending"],
      ["u2", "pending"],
    ]);
  });
});

describe("the uploads of a root", () => {
  it("have one handle each, the same on every look", () => {
    const table: UploadTable = new Map();
    const avatar = getUploadHandle(table, [], "avatar", NO_UPLOADS);
    const others = [
      getUploadHandle(table, [], "banner", NO_UPLOADS),
      getUploadHandle(table, ["child"], "avatar", NO_UPLOADS),
    ];
    expect(getUploadHandle(table, [], "avatar", NO_UPLOADS)).toBe(avatar);
    expect(new Set([avatar, ...others]).size).toBe(3);
  });

  it("tell their listeners once per batch, and only of changes", () => {
    const table: UploadTable = new Map();
    const listener = vi.fn();
    const stop = getUploadHandle(table, [], "avatar", NO_UPLOADS).subscribe(listener);
    applyUploadOps(table, [added("u1"), added("u2"), CONFIG], NO_UPLOADS);
    expect(listener).toHaveBeenCalledTimes(1);
    applyUploadOps(table, [about("nobody", { op: "complete" })], NO_UPLOADS);
    expect(listener).toHaveBeenCalledTimes(1);
    stop();
    applyUploadOps(table, [RESET], NO_UPLOADS);
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it("read as a new object after each change, and as the same without one", () => {
    const table: UploadTable = new Map();
    const handle = getUploadHandle(table, [], "avatar", NO_UPLOADS);
    const before = handle.view;
    expect(handle.view).toBe(before);
    applyUploadOps(table, [added("u1")], NO_UPLOADS);
    expect(handle.view).not.toBe(before);
    expect(before.entries).toEqual([]);
    expect(handle.view.entries).toHaveLength(1);
  });

  it("go with their stores", () => {
    const table: UploadTable = new Map();
    getUploadHandle(table, [], "avatar", NO_UPLOADS);
    getUploadHandle(table, ["gone"], "avatar", NO_UPLOADS);
    pruneUploads(table, (key) => key === "[]");
    expect([...table.values()].map(({ storeId }) => storeId)).toEqual([[]]);
  });
});
