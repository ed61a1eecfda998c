import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  connect,
  createMemoryPersister,
  optimistic,
  type StreamOp,
  tryCommand,
} from "../src/index.js";
import { MockSocket } from "./support/mock-socket.js";
import { child, mounted, type R, ROOT } from "./support/mount.js";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const count = (value: number) => [{ op: "replace" as const, path: "/count", value }];
/** A reply that tells the version that has the effect of its command. */
const told = (version: number) => ({ __musubi_version__: version, __musubi_reply__: {} });
const addOne = (draft: { count: number }) => {
  draft.count += 1;
};

describe("an optimistic command", () => {
  it("shows its effect at once, and the server's when that comes", async () => {
    const { channel, store } = await mounted({ title: "a", count: 1 });
    const seen: unknown[] = [];
    store.subscribe(() => seen.push(store.snapshot()?.count));
    const reply = store.dispatchCommand("rename", { title: "x" }, optimistic(addOne));
    expect(store.count).toBe(2);
    expect(channel.lastPush().payload).toMatchObject({ name: "rename", version: true });
    channel.lastPush().reply("ok", told(2));
    expect(store.count).toBe(2);
    channel.patch({ ops: count(10) });
    expect(store.count).toBe(10);
    expect(await reply).toEqual({});
    expect(seen).toEqual([2, 10]);
  });

  it("wakes nobody when the server's effect is what was shown", async () => {
    const { channel, store } = await mounted({ title: "a", count: 1, meta: { tags: ["x"] } });
    const edit = (draft: { count: number; meta: { tags: string[] } }) => {
      draft.count = 2;
      draft.meta.tags.push("y");
    };
    void store.dispatchCommand("rename", { title: "x" }, optimistic(edit));
    const shown = store.snapshot();
    const listener = vi.fn();
    store.subscribe(listener);
    channel.lastPush().reply("ok", told(2));
    channel.patch({ ops: [...count(2), { op: "add", path: "/meta/tags/-", value: "y" }] });
    expect(listener).not.toHaveBeenCalled();
    expect(store.snapshot()).toBe(shown);
  });

  it("stays on top of states that do not have its effect yet", async () => {
    const { channel, store } = await mounted({ title: "a", count: 1 });
    void store.dispatchCommand("rename", { title: "x" }, optimistic(addOne));
    channel.patch({ ops: count(5) });
    expect(store.count).toBe(6);
    channel.lastPush().reply("ok", told(4));
    channel.patch({ ops: count(7) });
    expect(store.count).toBe(8);
    channel.patch({ ops: count(8) });
    expect(store.count).toBe(8);
    channel.patch({ ops: count(9) });
    expect(store.count).toBe(9);
  });

  it("is rolled back when it fails, with the state as it was", async () => {
    const { channel, store } = await mounted({ title: "a", count: 1 });
    const before = store.snapshot();
    for (const status of ["error", "timeout"] as const) {
      const reply = store.dispatchCommand("rename", { title: "x" }, optimistic(addOne));
      expect(store.count).toBe(2);
      channel.lastPush().reply(status, { reason: "no" });
      await expect(reply).rejects.toThrow();
      expect(store.snapshot()).toBe(before);
    }
  });

  it("is rolled back when the connection drops", async () => {
    const { channel, store } = await mounted({ title: "a", count: 1 });
    const reply = store.dispatchCommand("rename", { title: "x" }, optimistic(addOne));
    channel.fail();
    await expect(reply).rejects.toThrow("Disconnected");
    expect(store.count).toBe(1);
    await expect(
      store.dispatchCommand("rename", { title: "x" }, optimistic(addOne)),
    ).rejects.toThrow("Store is not connected");
    expect(store.count).toBe(1);
  });

  it("rebases in the order of the commands, whichever fails", async () => {
    const { channel, store } = await mounted({ title: "a", count: 1 });
    const double = (draft: { count: number }) => {
      draft.count *= 2;
    };
    const first = store.dispatchCommand("rename", { title: "1" }, optimistic(addOne));
    const firstPush = channel.lastPush();
    void store.dispatchCommand("rename", { title: "2" }, optimistic(double));
    const secondPush = channel.lastPush();
    void store.dispatchCommand("rename", { title: "3" }, optimistic(addOne));
    expect(store.count).toBe(5);
    firstPush.reply("error", { reason: "no" });
    await expect(first).rejects.toThrow();
    expect(store.count).toBe(3);
    secondPush.reply("ok", told(2));
    channel.patch({ ops: count(20) });
    expect(store.count).toBe(21);
  });

  it("is the same through tryCommand", async () => {
    const { channel, store } = await mounted({ title: "a", count: 1 });
    const result = tryCommand(
      store,
      "rename",
      { title: "x" },
      {
        optimistic(draft, { title }) {
          draft.title = title;
        },
      },
    );
    expect(store.title).toBe("x");
    channel.lastPush().reply("error", { reason: "no" });
    expect(await result).toMatchObject({ ok: false, error: { code: "no" } });
    expect(store.title).toBe("a");
  });

  it("that was carried out is part of the first state after a lost connection", async () => {
    const { channel, store } = await mounted({ title: "a", count: 1 });
    void store.dispatchCommand("rename", { title: "x" }, optimistic(addOne));
    channel.lastPush().reply("ok", told(7));
    channel.fail();
    expect(store.count).toBe(2);
    channel.start({ ...ROOT, title: "a", count: 2 });
    expect(store.count).toBe(2);
  });

  it("ends with a reply that says its effect is already there", async () => {
    const { channel, store } = await mounted({ title: "a", count: 1 });
    void store.dispatchCommand("rename", { title: "x" }, optimistic(addOne));
    channel.patch({ ops: count(2) });
    expect(store.count).toBe(3);
    channel.lastPush().reply("ok", told(2));
    expect(store.count).toBe(2);
  });

  it("ends with the next envelope where a server does not tell, or after a while", async () => {
    const { channel, store } = await mounted({ title: "a", count: 1 });
    const reply = store.dispatchCommand("echo", { label: "x" }, optimistic(addOne));
    channel.lastPush().reply("ok", { ok: true, label: "x" });
    expect(await reply).toEqual({ ok: true, label: "x" });
    channel.patch({ ops: count(2) });
    expect(store.count).toBe(2);
    void store.dispatchCommand("rename", { title: "x" }, optimistic(addOne));
    channel.lastPush().reply("ok", {});
    expect(store.count).toBe(3);
    await vi.advanceTimersByTimeAsync(5000);
    expect(store.count).toBe(2);
  });

  it("gets the payload, and a draft of the store that it is sent to", async () => {
    const { channel, store } = await mounted({ title: "a", child: child(["child"]) });
    const { label } = store.child;
    const relabelling = store.child.dispatchCommand(
      "relabel",
      { label: "new" },
      optimistic((draft, payload) => {
        draft.label = payload.label;
      }),
    );
    expect(store.child.label).toBe("new");
    expect(store.snapshot()?.child.label).toBe("new");
    channel.lastPush().reply("error", { reason: "no" });
    await expect(relabelling).rejects.toThrow();
    expect(store.child.label).toBe(label);
  });

  it("may change lists, streams, async values and child stores", async () => {
    const row = (id: string): StreamOp => ({
      op: "insert",
      stream: "users",
      ref: "0",
      store_id: [],
      item_key: id,
      at: -1,
      item: { id, name: id },
      limit: null,
    });
    const { channel, store } = await mounted({
      title: "a",
      meta: { tags: ["x", "y"] },
      users: { __musubi_stream__: "users" },
      profile: { __musubi_async__: true, status: "ok", result: { name: "ada" }, reason: null },
      rows: [child(["rows", "1"]), child(["rows", "2"])],
    });
    channel.patch({ stream_ops: [row("1"), row("2")] });
    const before = store.snapshot();
    const edit = store.dispatchCommand(
      "clear",
      undefined,
      optimistic((draft) => {
        draft.meta.tags = draft.meta.tags.filter((tag) => tag !== "x");
        draft.users.push({ id: "3", name: "new" });
        const [first] = draft.users;
        if (first !== undefined) first.name = "changed";
        if (draft.profile.status === "ok") draft.profile.data.name = "bob";
        draft.rows.reverse();
        const [row] = draft.rows;
        if (row !== undefined) row.label = "moved";
      }),
    );
    const during = store.snapshot();
    expect(during).toMatchObject({
      meta: { tags: ["y"] },
      users: [
        { id: "1", name: "changed" },
        { id: "2", name: "2" },
        { id: "3", name: "new" },
      ],
      profile: { status: "ok", data: { name: "bob" }, error: null },
      rows: [{ label: "moved" }, { label: "1" }],
    });
    expect(during?.users[1]).toBe(before?.users[1]);
    expect(during?.rows[1]).toBe(before?.rows[0]);
    expect(store.users).toBe(during?.users);
    channel.patch({ stream_ops: [row("9")] });
    expect(store.users.map(({ id }) => id)).toEqual(["1", "2", "9", "3"]);
    channel.lastPush().reply("error", { reason: "no" });
    await expect(edit).rejects.toThrow();
    expect(store.snapshot()).toEqual({
      ...before,
      users: [...(before?.users ?? []), { id: "9", name: "9" }],
    });
    expect(store.snapshot()?.rows).toBe(before?.rows);
  });

  it("leaves everything as it is when its function changes nothing", async () => {
    const { store } = await mounted({ title: "a", meta: { tags: ["x"] } });
    const before = store.snapshot();
    const listener = vi.fn();
    store.subscribe(listener);
    void store.dispatchCommand(
      "clear",
      undefined,
      optimistic((draft) => {
        draft.meta.tags.push("y");
        draft.meta.tags.pop();
      }),
    );
    expect(listener).not.toHaveBeenCalled();
    expect(store.snapshot()).toBe(before);
  });

  it("is sent all the same when its function throws", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    const { channel, store } = await mounted({ title: "a", count: 1 });
    const reply = store.dispatchCommand(
      "clear",
      undefined,
      optimistic(() => {
        throw new Error("mine");
      }),
    );
    expect(error).toHaveBeenCalledTimes(1);
    expect(store.count).toBe(1);
    channel.lastPush().reply("ok", {});
    expect(await reply).toEqual({});
  });

  it("never reaches the cache", async () => {
    const persister = createMemoryPersister();
    const read = vi.spyOn(persister, "getEntry");
    const socket = new MockSocket();
    const connection = await connect<R>(socket);
    const cache = { persister };
    const mounting = connection.mountStore({ module: "Test.Store", id: "alpha", cache });
    socket.last().start({ ...ROOT, title: "a", count: 1 });
    const { store } = await mounting;
    await vi.waitFor(() => expect(read).toHaveBeenCalled());
    void store.dispatchCommand("clear", undefined, optimistic(addOne));
    socket.last().patch({ ops: [{ op: "replace", path: "/title", value: "b" }] });
    await vi.advanceTimersByTimeAsync(1000);
    expect(persister.getEntry("alpha|Test.Store|null")).toMatchObject({
      data: { title: "b", count: 1 },
    });
    expect(store.count).toBe(2);
  });
});
