import { describe, expect, it, vi } from "vitest";
import { connect, optimistic } from "../src/index.js";
import { type MockChannel, MockSocket } from "./support/mock-socket.js";
import { type R, ROOT } from "./support/mount.js";

async function resumable() {
  const socket = new MockSocket();
  const connection = await connect<R>(socket);
  const mounting = connection.mountStore({ module: "Test.Store", id: "alpha" });
  const channel = socket.last();
  expect(channel.payload).toMatchObject({ resume: { token: null, version: 0 } });
  channel.acceptJoin(channel.rootId, "key");
  channel.state({ ...ROOT, title: "old" });
  return { socket, channel, store: (await mounting).store };
}

function sent(channel: MockChannel): unknown[] {
  return channel.pushes.map(({ payload }) => {
    const { name, cid } = payload as { name: string; cid?: number };
    return [name, cid];
  });
}

describe("a page that outlives its connection", () => {
  it("goes on from the version that the client has", async () => {
    const { channel, store } = await resumable();
    const heard = vi.fn();
    store.subscribe(heard);
    channel.patch({ ops: [{ op: "replace", path: "/title", value: "new" }] });
    channel.fail();
    expect(channel.payload).toMatchObject({ resume: { token: "key", version: 2 } });
    channel.resume("key");
    expect(store.title).toBe("new");
    channel.patch({ ops: [{ op: "replace", path: "/title", value: "newer" }] });
    expect(store.title).toBe("newer");
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it("gets the commands without a reply again, in their order and with their numbers", async () => {
    const { channel, store } = await resumable();
    const first = store.dispatchCommand("clear");
    const second = store.dispatchCommand("echo", { label: "2" });
    const third = store.dispatchCommand("echo", { label: "3" });
    channel.pushes[1]?.reply("ok", { ok: true, label: "2" });
    expect(await second).toEqual({ ok: true, label: "2" });
    const [late] = channel.pushes;
    channel.fail();
    channel.resume("key");
    expect(sent(channel)).toEqual([
      ["clear", 1],
      ["echo", 2],
      ["echo", 3],
      ["clear", 1],
      ["echo", 3],
    ]);
    // The time-out of the attempt before the drop means nothing any more.
    late?.reply("timeout");
    channel.pushes[3]?.reply("ok");
    channel.pushes[4]?.reply("error", { reason: "no", code: "reply_lost" });
    await first;
    await expect(third).rejects.toMatchObject({ code: "reply_lost" });
  });

  it("carries out what is asked of it while the connection is down, in order", async () => {
    const { channel, store } = await resumable();
    const before = store.dispatchCommand("clear");
    channel.fail();
    const during = store.dispatchCommand("echo", { label: "during" });
    expect(sent(channel)).toEqual([["clear", 1]]);
    channel.resume("key");
    expect(sent(channel)).toEqual([
      ["clear", 1],
      ["clear", 1],
      ["echo", 2],
    ]);
    channel.pushes[1]?.reply("ok");
    channel.pushes[2]?.reply("ok", { ok: true, label: "during" });
    await before;
    expect(await during).toEqual({ ok: true, label: "during" });
  });

  it("shows at once what is expected of a command that waits", async () => {
    const { channel, store } = await resumable();
    channel.fail();
    const expected = (draft: { title: string }) => {
      draft.title = "expected";
    };
    const reply = store.dispatchCommand("rename", { title: "x" }, optimistic(expected));
    expect(store.title).toBe("expected");
    channel.resume("key");
    channel.lastPush().reply("ok", { __musubi_version__: 2, __musubi_reply__: {} });
    await reply;
    channel.patch({ ops: [{ op: "replace", path: "/title", value: "real" }] });
    expect(store.title).toBe("real");
  });

  it("does not keep a command waiting for a connection that does not come back", async () => {
    vi.useFakeTimers();
    const { channel, store } = await resumable();
    channel.fail();
    const late = store.dispatchCommand("clear");
    const timedOut = expect(late).rejects.toMatchObject({ kind: "timeout", command: "clear" });
    await vi.advanceTimersByTimeAsync(10_000);
    await timedOut;
    // Nobody waits for it any more, so it is not carried out either.
    channel.resume("key");
    expect(sent(channel)).toEqual([]);
    vi.useRealTimers();
  });

  it("has another time limit for a command that was sent after all", async () => {
    vi.useFakeTimers();
    const { channel, store } = await resumable();
    channel.fail();
    const reply = store.dispatchCommand("clear");
    await vi.advanceTimersByTimeAsync(9_000);
    channel.resume("key");
    await vi.advanceTimersByTimeAsync(5_000);
    channel.lastPush().reply("ok");
    await reply;
    vi.useRealTimers();
  });

  it("rejects what was asked meanwhile where the server mounts another", async () => {
    const { channel, store } = await resumable();
    channel.fail();
    const reply = store.dispatchCommand("clear");
    channel.acceptJoin(channel.rootId, "other");
    await expect(reply).rejects.toThrow("Disconnected");
    expect(sent(channel)).toEqual([]);
  });

  it("is given up where the server mounts another, with the commands that it was sent", async () => {
    const { channel, store } = await resumable();
    const reply = store.dispatchCommand("clear");
    channel.fail();
    channel.acceptJoin(channel.rootId, "other");
    await expect(reply).rejects.toThrow("Disconnected");
    expect(store.title).toBe("old");
    channel.state({ ...ROOT, title: "fresh" });
    expect(store.title).toBe("fresh");
    channel.fail();
    expect(channel.payload).toMatchObject({ resume: { token: "other", version: 1 } });
  });

  it("is not asked for where the client itself joins again", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const { socket, channel } = await resumable();
    channel.patch({ ops: [{ op: "replace", path: "/nowhere/x", value: 1 }] });
    expect(channel.left).toBe(true);
    expect(socket.last()).not.toBe(channel);
    expect(socket.last().payload).toMatchObject({ resume: { token: null, version: 0 } });
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });

  it("is lost where the server closed its channel", async () => {
    const { channel, store } = await resumable();
    const reply = store.dispatchCommand("clear");
    channel.close();
    await expect(reply).rejects.toThrow("Disconnected");
    expect(channel.payload).toMatchObject({ resume: { token: null, version: 0 } });
  });

  it("fails its commands where the server refuses the join", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    const { channel, store } = await resumable();
    const reply = store.dispatchCommand("clear");
    channel.fail();
    channel.joinPush.reply("error", { reason: "unauthorized" });
    await expect(reply).rejects.toThrow("unauthorized");
    expect(store.title).toBe("old");
    error.mockRestore();
  });
});
