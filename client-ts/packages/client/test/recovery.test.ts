import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from "vitest";
import { child, mounted, ROOT } from "./support/mount.js";

let warn: MockInstance<typeof console.warn>;
let error: MockInstance<typeof console.error>;

beforeEach(() => {
  vi.useFakeTimers();
  warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  error = vi.spyOn(console, "error").mockImplementation(() => {});
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("a drop of the transport", () => {
  it("keeps the last good state, and the same channel brings a fresh one", async () => {
    const { socket, channel, store } = await mounted({ title: "old", child: child(["child"]) });
    const heard = vi.fn();
    store.subscribe(heard);
    const before = store.snapshot();
    const reply = store.dispatchCommand("clear");
    channel.fail();
    await expect(reply).rejects.toThrow("Disconnected");
    expect(store.title).toBe("old");
    expect(store.snapshot()).toBe(before);
    await expect(store.dispatchCommand("clear")).rejects.toThrow("Store is not connected");

    channel.acceptJoin();
    expect(store.title).toBe("old");
    await expect(store.dispatchCommand("clear")).rejects.toThrow("Store is not connected");
    channel.state({ ...ROOT, title: "new", child: child(["child"]) });
    expect(socket.channels).toHaveLength(1);
    expect(store.title).toBe("new");
    expect(heard).toHaveBeenCalledTimes(1);
    const answer = store.dispatchCommand("echo", { label: "x" });
    channel.lastPush().reply("ok", { ok: true, label: "x" });
    expect(await answer).toEqual({ ok: true, label: "x" });
    expect(warn).not.toHaveBeenCalled();
  });

  it("lets a mount of the same root have the last good state", async () => {
    const { connection, channel, store } = await mounted({ title: "old" });
    channel.fail();
    const again = await connection.mountStore({ module: "Test.Store", id: "alpha" });
    expect(again.store).toBe(store);
    expect(again.store.title).toBe("old");
  });

  it("keeps the last good state when the re-join is refused", async () => {
    const { channel, store } = await mounted({ title: "old" });
    channel.fail();
    channel.joinPush.reply("error", { reason: "internal error" });
    expect(store.title).toBe("old");
    expect(error.mock.calls[0]?.[0]).toContain("[musubi] root recovery failed:");
    channel.start({ ...ROOT, title: "new" });
    expect(store.title).toBe("new");
  });
});

describe("a channel that the server closed", () => {
  it("is replaced after a while, with the last good state on screen", async () => {
    const { socket, channel, store } = await mounted({ title: "old" });
    channel.close();
    expect(store.title).toBe("old");
    expect(socket.channels).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(socket.channels).toHaveLength(2);
    socket.last().start({ ...ROOT, title: "new" });
    expect(store.title).toBe("new");
  });

  it("is not replaced once its root is unmounted", async () => {
    const { socket, channel, mount } = await mounted({ title: "old" });
    channel.close();
    const unmounted = mount.unmount();
    await vi.advanceTimersByTimeAsync(60_000);
    await unmounted;
    expect(socket.channels).toHaveLength(1);
  });
});

describe("an envelope that does not fit", () => {
  const faults: [string, string, Record<string, unknown>][] = [
    ["skips a version", "Version mismatch", { base_version: 2, version: 3 }],
    ["goes two versions at once", "Version mismatch", { version: 3 }],
    [
      "fails in an operation",
      "Patch operation 1 failed",
      {
        ops: [
          { op: "replace", path: "/title", value: "half" },
          { op: "replace", path: "/nowhere/x", value: 1 },
        ],
      },
    ],
    ["has an unknown operation", "unknown operation", { ops: [{ op: "test", path: "/title" }] }],
    [
      "fails in a stream operation",
      "Stream operation 0 failed",
      {
        ops: [{ op: "replace", path: "/title", value: "half" }],
        stream_ops: [{ op: "shuffle", stream: "users", store_id: [] }],
      },
    ],
    ["is for another root", "is for root", { root_id: "Test.Store:beta" }],
    ["is of another type", "has type", { type: "snapshot" }],
    ["has no versions", "Version mismatch", { version: "2" }],
    ["has operations that are no list", "is not a list", { ops: {} }],
    ["has a malformed event", "malformed event", { events: [{ name: 1 }] }],
  ];

  it.each(faults)("that %s lands nothing and starts recovery", async (_what, message, fault) => {
    const { socket, channel, store } = await mounted({
      title: "good",
      users: { __musubi_stream__: "users" },
    });
    const heard = vi.fn();
    store.subscribe(heard);
    store.handleEvent("toast", heard);
    const before = store.snapshot();
    const reply = store.dispatchCommand("clear");
    channel.send({
      type: "patch",
      root_id: "Test.Store:alpha",
      base_version: 1,
      version: 2,
      ops: [],
      stream_ops: [],
      upload_ops: [],
      events: [{ store_id: [], name: "toast", payload: { msg: "no" } }],
      ...fault,
    });
    await expect(reply).rejects.toThrow(message);
    expect(heard).not.toHaveBeenCalled();
    expect(store.snapshot()).toBe(before);
    expect(channel.left).toBe(true);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]?.[0]).toContain(message);

    expect(socket.channels).toHaveLength(2);
    expect(socket.last().topic).toBe(channel.topic);
    expect(socket.last().payload).toEqual(channel.payload);
    expect(store.title).toBe("good");
    // What the old channel still delivers is not for the new page.
    channel.patch({ ops: [{ op: "replace", path: "/title", value: "stale" }] });
    expect(store.title).toBe("good");
    socket.last().start({ ...ROOT, title: "fresh", users: { __musubi_stream__: "users" } });
    expect(store.title).toBe("fresh");
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it("that is no object starts recovery too", async () => {
    const { socket, channel, store } = await mounted({ title: "good" });
    channel.send(null);
    expect(socket.channels).toHaveLength(2);
    expect(store.title).toBe("good");
  });

  it("time and again makes the client wait longer and longer between joins", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    const { socket } = await mounted({ title: "good" });
    const joinsAfter = async (milliseconds: number) => {
      socket.last().send(null);
      await vi.advanceTimersByTimeAsync(milliseconds - 1);
      const early = socket.channels.length;
      await vi.advanceTimersByTimeAsync(1);
      socket.last().start({ ...ROOT, title: "good" });
      return [early, socket.channels.length];
    };
    socket.last().send(null);
    expect(socket.channels).toHaveLength(2);
    socket.last().start({ ...ROOT, title: "good" });
    expect(await joinsAfter(1000)).toEqual([2, 3]);
    expect(await joinsAfter(2000)).toEqual([3, 4]);
    await vi.advanceTimersByTimeAsync(60_000);
    socket.last().send(null);
    expect(socket.channels).toHaveLength(5);
  });

  it("keeps the last good state when the fresh join fails", async () => {
    const { socket, channel, store } = await mounted({ title: "good" });
    channel.send(null);
    const fresh = socket.last();
    fresh.joinPush.reply("timeout");
    expect(error.mock.calls[0]?.[0]).toContain("[musubi] root recovery failed:");
    expect(store.title).toBe("good");
    // Phoenix joins the same channel again by itself.
    fresh.start({ ...ROOT, title: "late" });
    expect(store.title).toBe("late");
  });
});

describe("what an older client need not know", () => {
  it("is skipped: unknown members and upload operations", async () => {
    const { channel, store } = await mounted({ title: "a", photo: { __musubi_upload__: "photo" } });
    channel.patch({
      ops: [{ op: "replace", path: "/title", value: "b" }],
      upload_ops: [{ op: "config", upload: "photo", store_id: [], config: {} }, { op: "new" }],
      ...{ novelty: 1 },
    });
    expect(store.title).toBe("b");
    expect(store.snapshot()).toMatchObject({ ...ROOT, title: "b", photo: { status: "idle" } });
    expect(warn).not.toHaveBeenCalled();
  });
});
