import { afterEach, describe, expect, it, vi } from "vitest";
import { connect } from "../src/index.js";
import { MockSocket } from "./support/mock-socket.js";
import { child, mounted, type R, ROOT, tick } from "./support/mount.js";

afterEach(() => {
  vi.restoreAllMocks();
});

/** Whether a promise is settled after a turn of the event loop. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  promise.then(
    () => {
      settled = true;
    },
    () => {
      settled = true;
    },
  );
  await tick();
  return settled;
}

describe("connecting", () => {
  it("opens the transport and joins nothing", async () => {
    const socket = new MockSocket();
    const connection = await connect<R>(socket);
    expect(connection).toBeTruthy();
    expect(socket.connected).toBe(true);
    expect(socket.channels).toHaveLength(0);
  });

  it("shares a connection by socket and topic until it is disconnected", async () => {
    const socket = new MockSocket();
    const connection = await connect<R>(socket);
    expect(await connect<R>(socket)).toBe(connection);
    expect(await connect<R>(socket, { topic: "musubi:connection" })).toBe(connection);
    expect(await connect<R>(socket, { topic: "other" })).not.toBe(connection);
    expect(await connect<R>(new MockSocket())).not.toBe(connection);
    await connection.disconnect();
    expect(await connect<R>(socket)).not.toBe(connection);
  });

  it("tries anew after a socket that could not open its transport", async () => {
    const socket = new MockSocket();
    const open = socket.connect.bind(socket);
    socket.connect = () => {
      throw new Error("no transport");
    };
    await expect(connect<R>(socket)).rejects.toThrow("no transport");
    socket.connect = open;
    await connect<R>(socket);
    expect(socket.connected).toBe(true);
  });

  it("joins under another base topic when told so", async () => {
    const socket = new MockSocket();
    const connection = await connect<R>(socket, { topic: "admin" });
    connection.mountStore({ module: "Test.Store", id: "a" }).catch(() => {});
    expect(socket.last().topic).toBe("admin:Test.Store:a");
  });
});

describe("mounting", () => {
  it("joins a channel of the root and resolves with its first state", async () => {
    const socket = new MockSocket();
    const connection = await connect<R>(socket);
    const mounting = connection.mountStore({
      module: "Test.Store",
      id: "alpha",
      params: { room: "general" },
    });
    const channel = socket.last();
    expect(channel.topic).toBe("musubi:connection:Test.Store:alpha");
    expect(channel.payload).toEqual({
      module: "Test.Store",
      id: "alpha",
      params: { room: "general" },
      resume: { token: null, version: 0 },
      features: ["move"],
    });
    channel.acceptJoin();
    expect(await isSettled(mounting)).toBe(false);
    channel.state({ ...ROOT, title: "hello" });
    const { store, fromCache, isFetching, revalidated } = await mounting;
    expect(store.title).toBe("hello");
    expect({ fromCache, isFetching }).toEqual({ fromCache: false, isFetching: false });
    await revalidated;
  });

  it("sends empty params when none are given", async () => {
    const { channel } = await mounted({});
    expect(channel.payload).toMatchObject({ module: "Test.Store", id: "alpha", params: {} });
  });

  it("gives distinct roots channels of their own and routes patches per channel", async () => {
    const socket = new MockSocket();
    const connection = await connect<R>(socket);
    const mounting = ["a", "b"].map((id) => connection.mountStore({ module: "Test.Store", id }));
    const [first, second] = socket.channels;
    first?.start({ ...ROOT, title: "a" });
    second?.start({ ...ROOT, title: "b" });
    const [a, b] = await Promise.all(mounting);
    const heard = { a: vi.fn(), b: vi.fn() };
    a?.store.subscribe(heard.a);
    b?.store.subscribe(heard.b);
    first?.patch({ ops: [{ op: "replace", path: "/title", value: "A" }] });
    expect([a?.store.title, b?.store.title]).toEqual(["A", "b"]);
    expect(heard.a).toHaveBeenCalledTimes(1);
    expect(heard.b).not.toHaveBeenCalled();
  });

  it("keeps modules apart that share an id", async () => {
    const socket = new MockSocket();
    const connection = await connect<R>(socket);
    const one = connection.mountStore({ module: "Test.Store", id: "same" });
    socket.last().start({ ...ROOT, title: "store" });
    const other = connection.mountStore({ module: "Test.Other", id: "same" });
    socket.last().start({ ...ROOT, title: "other" });
    expect((await one).store.title).toBe("store");
    expect((await other).store.title).toBe("other");
    expect(socket.channels.map(({ topic }) => topic)).toEqual([
      "musubi:connection:Test.Store:same",
      "musubi:connection:Test.Other:same",
    ]);
  });

  it("reuses the root of the same module and id", async () => {
    const { connection, socket, store } = await mounted({ title: "one" });
    const again = await connection.mountStore({ module: "Test.Store", id: "alpha" });
    expect(again.store).toBe(store);
    expect(socket.channels).toHaveLength(1);
  });

  it("opens one channel for mounts that race", async () => {
    const socket = new MockSocket();
    const connection = await connect<R>(socket);
    const first = connection.mountStore({ module: "Test.Store", id: "alpha" });
    const second = connection.mountStore({ module: "Test.Store", id: "alpha" });
    expect(socket.channels).toHaveLength(1);
    socket.last().start({ ...ROOT, title: "x" });
    expect((await first).store).toBe((await second).store);
  });

  it("warns of a second mount with other params, and says nothing of equal ones", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const { connection } = await mounted({});
    await connection.mountStore({ module: "Test.Store", id: "alpha", params: {} });
    expect(warn).not.toHaveBeenCalled();
    await connection.mountStore({ module: "Test.Store", id: "alpha", params: { room: "b" } });
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]?.[0]).toContain("Test.Store:alpha");
  });

  it.each([
    ["error", { reason: "unauthorized" }, "Root join failed: unauthorized"],
    ["timeout", {}, "Root join timed out"],
  ] as const)(
    "rejects on a join that ends in %s and can be tried again",
    async (status, reply, message) => {
      const socket = new MockSocket();
      const connection = await connect<R>(socket);
      const mounting = connection.mountStore({ module: "Test.Store", id: "alpha" });
      const channel = socket.last();
      channel.joinPush.reply(status, reply);
      await expect(mounting).rejects.toThrow(message);
      if (status === "error") await expect(mounting).rejects.toHaveProperty("cause", reply);
      expect(channel.left).toBe(true);
      const again = connection.mountStore({ module: "Test.Store", id: "alpha" });
      expect(socket.channels).toHaveLength(2);
      socket.last().start({ ...ROOT, title: "now" });
      expect((await again).store.title).toBe("now");
    },
  );

  it("rejects when the server joined another root", async () => {
    const socket = new MockSocket();
    const connection = await connect<R>(socket);
    const mounting = connection.mountStore({ module: "Test.Store", id: "alpha" });
    socket.last().acceptJoin("Test.Store:beta");
    await expect(mounting).rejects.toThrow(
      "Root join returned unexpected root_id: Test.Store:beta (expected Test.Store:alpha)",
    );
  });

  it("rejects when the first envelope is not the first version", async () => {
    const socket = new MockSocket();
    const connection = await connect<R>(socket);
    const mounting = connection.mountStore({ module: "Test.Store", id: "alpha" });
    socket.last().acceptJoin();
    socket.last().send({ base_version: 1, version: 2, ops: [] });
    await expect(mounting).rejects.toThrow("Initial patch envelope must start at version 1");
    expect(socket.last().left).toBe(true);
  });
});

describe("unmounting", () => {
  it("is called off by a remount within the same turn", async () => {
    const { connection, channel, mount, store } = await mounted({ title: "kept" });
    const unmounted = mount.unmount();
    const again = await connection.mountStore({ module: "Test.Store", id: "alpha" });
    await unmounted;
    await tick();
    expect(channel.left).toBe(false);
    expect(again.store).toBe(store);
    expect(store.title).toBe("kept");
  });

  it("leaves the channel and empties the root with its last mount", async () => {
    const { connection, channel, mount, store } = await mounted({ title: "gone" });
    const alias = await connection.mountStore({ module: "Test.Store", id: "alpha" });
    await mount.unmount();
    await mount.unmount();
    await tick();
    expect(channel.left).toBe(false);
    const heard = vi.fn();
    store.subscribe(heard);
    await alias.unmount();
    expect(channel.left).toBe(true);
    expect(store.title).toBeUndefined();
    expect(store.snapshot()).toBeUndefined();
    expect(heard).toHaveBeenCalledTimes(1);
    await expect(store.dispatchCommand("clear")).rejects.toThrow("Store is not connected");
  });

  it("rejects the commands that wait for a reply", async () => {
    const { mount, store } = await mounted({});
    const reply = store.dispatchCommand("clear");
    await Promise.all([mount.unmount(), expect(reply).rejects.toThrow("Unmounted")]);
  });

  it("lets the root be mounted afresh", async () => {
    const { connection, mount, socket } = await mounted({ title: "old" });
    await mount.unmount();
    const again = connection.mountStore({ module: "Test.Store", id: "alpha" });
    expect(socket.channels).toHaveLength(2);
    socket.last().start({ ...ROOT, title: "new" });
    expect((await again).store.title).toBe("new");
  });
});

describe("disconnecting", () => {
  it("leaves the channel of every root", async () => {
    const { connection, socket, store } = await mounted({ title: "x", child: child(["c"]) });
    const other = connection.mountStore({ module: "Test.Other", id: "beta" });
    socket.last().start({ ...ROOT });
    await other;
    const reply = store.dispatchCommand("clear");
    await Promise.all([connection.disconnect(), expect(reply).rejects.toThrow("Disconnected")]);
    expect(socket.channels.map(({ left }) => left)).toEqual([true, true]);
    expect(store.title).toBeUndefined();
    await expect(connection.mountStore({ module: "Test.Other", id: "c" })).rejects.toThrow(
      "Disconnected",
    );
    await connection.disconnect();
  });

  it.each(["before the join is answered", "between the join and the first state"])(
    "rejects a mount %s, and nothing is left unhandled",
    async (when) => {
      const unhandled = vi.fn();
      process.on("unhandledRejection", unhandled);
      const socket = new MockSocket();
      const connection = await connect<R>(socket);
      const mounting = connection.mountStore({ module: "Test.Store", id: "alpha" });
      if (when.startsWith("between")) socket.last().acceptJoin();
      await Promise.all([
        connection.disconnect(),
        expect(mounting).rejects.toThrow("Disconnected"),
      ]);
      await tick();
      process.off("unhandledRejection", unhandled);
      expect(unhandled).not.toHaveBeenCalled();
    },
  );

  it("rejects a mount of a root that was there, if it was not answered yet", async () => {
    const { connection } = await mounted({ title: "x" });
    const again = connection.mountStore({ module: "Test.Store", id: "alpha" });
    await Promise.all([connection.disconnect(), expect(again).rejects.toThrow("Disconnected")]);
  });

  it("keeps a late reply or patch from waking the root up", async () => {
    const { connection, channel, store } = await mounted({ title: "x" });
    await connection.disconnect();
    channel.start({ ...ROOT, title: "ghost" });
    expect(store.title).toBeUndefined();
  });
});
