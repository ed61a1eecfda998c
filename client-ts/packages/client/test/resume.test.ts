import { describe, expect, it, vi } from "vitest";
import { connect } from "../src/index.js";
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

  it("takes no commands while the connection is down", async () => {
    const { channel, store } = await resumable();
    channel.fail();
    await expect(store.dispatchCommand("clear")).rejects.toThrow("Store is not connected");
    channel.resume("key");
    const reply = store.dispatchCommand("clear");
    channel.lastPush().reply("ok");
    await reply;
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
