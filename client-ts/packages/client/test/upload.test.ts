import { describe, expect, it, vi } from "vitest";
import { connect, type ExternalUploader, type ExternalUploaderArgs } from "../src/index.js";
import { type MockChannel, type MockPush, MockSocket } from "./support/mock-socket.js";
import { type R, ROOT, tick } from "./support/mount.js";
import { about, added, CONFIG, failed } from "./support/uploads.js";

const png = (text: string, name = "a.png") => new File([text], name, { type: "image/png" });
const config = { accept: [".png"], max_entries: 2, max_file_size: 1000, chunk_size: 3 };

async function mountedUpload(uploaders: Record<string, ExternalUploader> = {}) {
  const socket = new MockSocket();
  const connection = await connect<R>(socket, { uploaders });
  const mounting = connection.mountStore({ module: "Test.Store", id: "alpha" });
  const channel = socket.last();
  channel.start({ ...ROOT, avatar: { __musubi_upload__: "avatar" } }, { upload_ops: [CONFIG] });
  const { store, unmount } = await mounting;
  return { socket, channel, store, unmount, avatar: store.avatar };
}

/** Selects files, and accepts them all for the channel `u1`, `u2`, … or an uploader. */
async function selected(
  { channel, avatar }: Awaited<ReturnType<typeof mountedUpload>>,
  files: File[],
  external?: string,
) {
  const selecting = avatar.select(files);
  const entries = files.map((_, index) => [
    String(index),
    external === undefined
      ? { type: "channel", entry_ref: `u${index + 1}`, token: `t${index + 1}` }
      : { type: "external", entry_ref: `u${index + 1}`, uploader: external, meta: { url: "x" } },
  ]);
  channel.lastPush().reply("ok", {
    ref: "avatar",
    config,
    entries: Object.fromEntries(entries),
    errors: [],
  });
  return selecting;
}

const textOf = (push: MockPush): string => new TextDecoder().decode(push.payload as ArrayBuffer);

/** Answers chunks until the channel is left; gives what came. */
async function acceptChunks(channel: MockChannel, size: number): Promise<string[]> {
  const chunks: string[] = [];
  channel.joinPush.reply("ok", {});
  let sent = 0;
  for (let answered = 0; !channel.left; await tick()) {
    const push = channel.pushes[answered];
    if (push === undefined) continue;
    answered += 1;
    chunks.push(textOf(push));
    sent += textOf(push).length;
    const progress = size === 0 ? 100 : Math.floor((sent * 100) / size);
    push.reply("ok", { progress });
    if (progress === 100) channel.close();
  }
  return chunks;
}

describe("selecting files", () => {
  it("offers them, and shows what was accepted before its operations arrive", async () => {
    const upload = await mountedUpload();
    const entries = await selected(upload, [png("abcd"), png("ef", "b.png")]);
    expect(upload.channel.lastPush()).toMatchObject({
      event: "allow_upload",
      payload: {
        store_id: [],
        name: "avatar",
        entries: [
          { client_ref: "0", name: "a.png", size: 4, type: "image/png" },
          { client_ref: "1", name: "b.png", size: 2, type: "image/png" },
        ],
      },
    });
    expect(entries.map(({ ref, clientName }) => [ref, clientName])).toEqual([
      ["u1", "a.png"],
      ["u2", "b.png"],
    ]);
    upload.channel.patch({ upload_ops: [added("u1"), added("u2")] });
    expect(upload.avatar.entries).toHaveLength(2);
    expect(upload.avatar.isSelecting).toBe(true);
  });

  it("shows refused files as errors of the upload", async () => {
    const { channel, avatar } = await mountedUpload();
    const selecting = avatar.select([png("a", "a.gif")]);
    const error = { code: "not_accepted", message: "file type is not accepted" };
    channel
      .lastPush()
      .reply("ok", { ref: "avatar", config, entries: {}, errors: [{ client_ref: "0", error }] });
    expect(await selecting).toEqual([]);
    expect(avatar).toMatchObject({ isError: true, errors: [{ ...error, clientName: "a.gif" }] });
  });

  it("does nothing without files", async () => {
    const { channel, avatar } = await mountedUpload();
    expect(await avatar.select([])).toEqual([]);
    expect(channel.pushes).toEqual([]);
    expect(avatar.isIdle).toBe(true);
  });

  it("rejects when the server refuses the offer, or is not there", async () => {
    const { channel, avatar } = await mountedUpload();
    const refused = avatar.select([png("a")]);
    channel.lastPush().reply("error", { reason: "unknown upload" });
    await expect(refused).rejects.toThrow("unknown upload");
    expect(avatar.errors).toMatchObject([{ code: "preflight_rejected" }]);
    channel.fail();
    await expect(avatar.select([png("a")])).rejects.toThrow("Connection is not open");
  });

  it("tells subscribers of the store at once, by a new snapshot", async () => {
    const { avatar, store } = await mountedUpload();
    const before = store.snapshot();
    const statuses: unknown[] = [];
    store.subscribe(() => statuses.push(store.snapshot()?.avatar.status));
    void avatar.select([png("a")]).catch(() => {});
    expect(statuses).toEqual(["selecting"]);
    expect(before?.avatar.status).toBe("idle");
    expect(store.avatar).toBe(avatar);
  });
});

describe("sending over a channel", () => {
  it("joins with the token and sends one chunk after the other", async () => {
    const upload = await mountedUpload();
    await selected(upload, [png("abcdefgh")]);
    const starting = upload.avatar.start();
    expect(upload.avatar.isUploading).toBe(true);
    const channel = upload.socket.last();
    expect(channel).toMatchObject({ topic: "musubi_upload:u1", payload: { token: "t1" } });
    expect(await acceptChunks(channel, 8)).toEqual(["abc", "def", "gh"]);
    await starting;
    expect(upload.avatar).toMatchObject({ isSuccess: true, progress: 100, errors: [] });
    expect(channel.left).toBe(true);
  });

  it("sends an empty file as one empty chunk", async () => {
    const upload = await mountedUpload();
    await selected(upload, [png("")]);
    const starting = upload.avatar.start();
    expect(await acceptChunks(upload.socket.last(), 0)).toEqual([""]);
    await starting;
    expect(upload.avatar.isSuccess).toBe(true);
  });

  it("waits for each acknowledgement, and shows it as progress", async () => {
    const upload = await mountedUpload();
    await selected(upload, [png("abcdef")]);
    void upload.avatar.start();
    const channel = upload.socket.last();
    channel.joinPush.reply("ok", {});
    await vi.waitFor(() => expect(channel.pushes).toHaveLength(1));
    await tick();
    expect(channel.pushes).toHaveLength(1);
    channel.lastPush().reply("ok", { progress: 50 });
    await vi.waitFor(() => expect(upload.avatar.progress).toBe(50));
    upload.avatar.reset().catch(() => {});
  });

  it("says why it failed, and lets the server's own word replace its guess", async () => {
    const upload = await mountedUpload();
    await selected(upload, [png("abcd")]);
    const starting = upload.avatar.start();
    const channel = upload.socket.last();
    channel.joinPush.reply("ok", {});
    await vi.waitFor(() => expect(channel.pushes).toHaveLength(1));
    channel.lastPush().reply("error", { reason: "chunk too large" });
    await starting;
    expect(upload.avatar).toMatchObject({ isError: true });
    expect(upload.avatar.entries[0]?.errors).toEqual([
      { code: "internal", message: "chunk too large" },
    ]);
    expect(channel.left).toBe(true);
    upload.channel.patch({ upload_ops: [failed("chunk_too_large", "u1")] });
    expect(upload.avatar.entries[0]?.errors.map(({ code }) => code)).toEqual(["chunk_too_large"]);
  });

  it.each([
    ["a refused join", (channel: MockChannel) => channel.joinPush.reply("error", { reason: "no" })],
    ["a lost connection", (channel: MockChannel) => channel.fail()],
    ["a channel that is closed", (channel: MockChannel) => channel.close()],
  ])("fails the entry on %s, and does not reject", async (_, happen) => {
    const upload = await mountedUpload();
    await selected(upload, [png("abcd")]);
    const starting = upload.avatar.start();
    happen(upload.socket.last());
    await starting;
    expect(upload.avatar.entries[0]?.isError).toBe(true);
    expect(upload.socket.last().left).toBe(true);
  });
});

describe("handing files to an uploader", () => {
  it("gives it the file and what the store said, and relays its progress", async () => {
    let given: ExternalUploaderArgs | undefined;
    const uploader = vi.fn(async (args: ExternalUploaderArgs) => {
      given = args;
      args.onProgress(33.4);
      args.onProgress(20);
    });
    const upload = await mountedUpload({ s3: uploader });
    await selected(upload, [png("abcd")], "s3");
    const starting = upload.avatar.start();
    await vi.waitFor(() => expect(upload.channel.pushes).toHaveLength(3));
    upload.channel.lastPush().reply("ok", {});
    await starting;
    expect(given).toMatchObject({ entry: { ref: "u1" }, meta: { url: "x" } });
    expect(given?.file.name).toBe("a.png");
    expect(given?.signal).toBeInstanceOf(AbortSignal);
    expect(upload.channel.pushes.slice(1).map(({ event, payload }) => [event, payload])).toEqual([
      ["upload_progress", { store_id: [], name: "avatar", ref: "u1", progress: 33 }],
      ["upload_progress", { store_id: [], name: "avatar", ref: "u1", progress: 100 }],
    ]);
    expect(upload.avatar.isSuccess).toBe(true);
  });

  it("reports what it throws to the server, and does not reject", async () => {
    const upload = await mountedUpload({ s3: () => Promise.reject(new Error("403")) });
    await selected(upload, [png("abcd")], "s3");
    const starting = upload.avatar.start();
    await vi.waitFor(() => expect(upload.channel.pushes).toHaveLength(2));
    upload.channel.lastPush().reply("ok", {});
    await starting;
    expect(upload.channel.lastPush()).toMatchObject({
      event: "upload_error",
      payload: { ref: "u1", code: "external_failed", message: "403" },
    });
    expect(upload.avatar).toMatchObject({ isError: true });
  });

  it("fails without one of that name", async () => {
    const upload = await mountedUpload();
    await selected(upload, [png("abcd")], "toString");
    void upload.avatar.start();
    await vi.waitFor(() => expect(upload.avatar.entries[0]?.isError).toBe(true));
    expect(upload.avatar.entries[0]?.errors).toEqual([
      { code: "external_failed", message: 'No registered uploader for "toString"' },
    ]);
  });
});

describe("cancelling", () => {
  it("stops the transfer, tells the server and removes the entry", async () => {
    const upload = await mountedUpload();
    await selected(upload, [png("abcd")]);
    const starting = upload.avatar.start();
    const channel = upload.socket.last();
    const cancelling = upload.avatar.cancel("u1");
    expect(upload.avatar.entries[0]?.isCancelled).toBe(true);
    expect(upload.channel.lastPush()).toMatchObject({
      event: "cancel_upload",
      payload: { store_id: [], name: "avatar", ref: "u1" },
    });
    upload.channel.lastPush().reply("ok", {});
    await Promise.all([starting, cancelling]);
    expect(channel.left).toBe(true);
    expect(upload.avatar).toMatchObject({ entries: [], status: "cancelled" });
    upload.channel.patch({ upload_ops: [about("u1", { op: "cancel" })] });
    expect(upload.avatar.entries).toEqual([]);
  });

  it("is part of a reset, which also forgets errors", async () => {
    const upload = await mountedUpload();
    await selected(upload, [png("abcd")]);
    upload.channel.patch({ upload_ops: [failed("internal")] });
    const resetting = upload.avatar.reset();
    upload.channel.lastPush().reply("ok", {});
    await resetting;
    expect(upload.avatar).toMatchObject({ isIdle: true, entries: [], errors: [] });
  });

  it("happens to what is on its way when the root goes", async () => {
    const upload = await mountedUpload();
    await selected(upload, [png("abcd")]);
    const starting = upload.avatar.start();
    await upload.unmount();
    await starting;
    expect(upload.socket.last().left).toBe(true);
  });
});
