import { describe, expect, it } from "vitest";
import { keyOf } from "../src/index.js";
import { child, mounted, ROOT } from "./support/mount.js";

const loading = (result: unknown) => ({
  __musubi_async__: true,
  status: "loading",
  result,
  reason: null,
});

describe("a store proxy", () => {
  it("gives the same child proxy on every read, across patches and reconnects", async () => {
    const { channel, store } = await mounted({ title: "a", child: child(["child"]) });
    const first = store.child;
    expect(store.child).toBe(first);
    channel.patch({ ops: [{ op: "replace", path: "/child/label", value: "b" }] });
    expect(store.child).toBe(first);
    channel.fail();
    channel.start({ ...ROOT, title: "b", child: child(["child"], { label: "c" }) });
    expect(store.child).toBe(first);
    expect(first.label).toBe("c");
  });

  it("reads child stores in lists and nullable fields", async () => {
    const { channel, store } = await mounted({
      rows: [child(["rows", "1"]), child(["rows", "2"])],
      panel: null,
    });
    expect(store.rows.map((row) => row.label)).toEqual(["1", "2"]);
    expect(store.rows[1]).toBe(store.rows[1]);
    expect(store.panel).toBeNull();
    channel.patch({ ops: [{ op: "replace", path: "/panel", value: child(["panel"]) }] });
    expect(store.panel?.label).toBe("panel");
  });

  it("reads undefined from a store that left the tree, and drops its proxy", async () => {
    const { channel, store } = await mounted({ panel: child(["panel"]) });
    const panel = store.panel;
    channel.patch({ ops: [{ op: "replace", path: "/panel", value: null }] });
    expect(panel?.label).toBeUndefined();
    expect(panel?.snapshot()).toBeUndefined();
    channel.patch({ ops: [{ op: "replace", path: "/panel", value: child(["panel"]) }] });
    expect(store.panel).not.toBe(panel);
    expect(panel?.label).toBe("panel");
  });

  it("normalises async values, with snapshots inside", async () => {
    const { channel, store } = await mounted({ profile: loading(null) });
    expect(store.profile).toEqual({ status: "loading", data: null, error: null });
    channel.patch({
      ops: [
        { op: "replace", path: "/profile/status", value: "ok" },
        { op: "replace", path: "/profile/result", value: { name: "ada" } },
      ],
    });
    expect(store.profile).toEqual({ status: "ok", data: { name: "ada" }, error: null });
    channel.patch({
      ops: [
        { op: "replace", path: "/profile/status", value: "failed" },
        { op: "replace", path: "/profile/reason", value: { kind: "exit", value: "timeout" } },
      ],
    });
    expect(store.profile).toEqual({
      status: "failed",
      data: { name: "ada" },
      error: { kind: "exit", value: "timeout" },
    });
  });

  it("leaves what merely looks like a marker as it is", async () => {
    const lookalikes = {
      tags: ["__musubi_stream__"],
      messages: "users",
      extra: { __musubi_stream__: "users", more: 1 },
      flag: { __musubi_async__: true, status: "ok", result: 1 },
      odd: { __musubi_async__: true, status: "done", result: 1, reason: null },
      ids: { __musubi_store_id__: [1, 2] },
    };
    const { store } = await mounted({ meta: lookalikes });
    expect(store.meta).toEqual(lookalikes);
    expect(store.snapshot()?.meta).toEqual(lookalikes);
  });

  it("is read-only", async () => {
    const { store } = await mounted({ title: "a" });
    const message = "Store proxies are read-only";
    expect(() => Object.assign(store, { title: "b" })).toThrow(message);
    expect(() => Reflect.deleteProperty(store, "title")).toThrow(message);
    expect(() => Object.defineProperty(store, "title", { value: "b" })).toThrow(message);
    expect(store.title).toBe("a");
  });

  it("lists its own members and the fields of its state", async () => {
    const { store } = await mounted({ title: "a" });
    expect(Object.keys(store).sort()).toEqual([
      "__musubi_store_id__",
      "dispatchCommand",
      "handleEvent",
      "snapshot",
      "subscribe",
      "title",
    ]);
    expect("title" in store).toBe(true);
    expect("count" in store).toBe(false);
    expect("toString" in store).toBe(false);
    expect({ ...store }.title).toBe("a");
    expect(Object.getOwnPropertyDescriptor(store, "count")).toBeUndefined();
  });

  it("may be returned from an async function", async () => {
    const { store } = await mounted({ title: "a" });
    expect(await Promise.resolve(store)).toBe(store);
  });

  it("has a list key", async () => {
    const { store } = await mounted({ child: child(["child"]) });
    expect(keyOf(store)).toBe("[]");
    expect(keyOf(store.child)).toBe('["child"]');
  });
});

describe("a snapshot", () => {
  it("is a plain tree of everything below", async () => {
    const { store } = await mounted({
      title: "t",
      child: child(["child"], { items: { __musubi_stream__: "items" } }),
      feed: { messages: { __musubi_stream__: "messages" } },
      news: loading({ __musubi_stream__: "news" }),
      profile: { __musubi_async__: true, status: "ok", result: { name: "ada" }, reason: null },
      meta: { tags: ["a"] },
    });
    expect(store.snapshot()).toEqual({
      __musubi_store_id__: [],
      title: "t",
      child: { __musubi_store_id__: ["child"], label: "child", items: [] },
      feed: { messages: [] },
      news: { status: "loading", data: [], error: null },
      profile: { status: "ok", data: { name: "ada" }, error: null },
      meta: { tags: ["a"] },
    });
  });

  it("embeds the snapshots of child stores", async () => {
    const { store } = await mounted({ child: child(["child"]), rows: [child(["rows", "1"])] });
    expect(store.snapshot()?.child).toBe(store.child.snapshot());
    expect(store.snapshot()?.rows[0]).toBe(store.rows[0]?.snapshot());
  });
});

describe("streams", () => {
  const insert = (stream: string, id: string, store_id: string[] = []) => ({
    op: "insert" as const,
    stream,
    ref: "0",
    store_id,
    item_key: `${stream}-${id}`,
    at: -1,
    item: { id },
    limit: null,
  });

  it("stand where their markers do", async () => {
    const { channel, store } = await mounted({
      feed: { messages: { __musubi_stream__: "messages" } },
      news: loading({ __musubi_stream__: "news" }),
      users: { __musubi_stream__: "users" },
      meta: { messages: "messages" },
    });
    channel.patch({
      stream_ops: [insert("messages", "1"), insert("news", "2"), insert("users", "3")],
    });
    expect(store.feed.messages).toEqual([{ id: "1" }]);
    expect(store.news).toEqual({ status: "loading", data: [{ id: "2" }], error: null });
    expect(store.users).toEqual([{ id: "3" }]);
    expect(store.meta.messages).toBe("messages");
  });

  it("belong to one store each", async () => {
    const items = { __musubi_stream__: "items" };
    const { channel, store } = await mounted({
      rows: [
        child(["rows", "1"], { items: { ...items } }),
        child(["rows", "2"], { items: { ...items } }),
      ],
    });
    channel.patch({ stream_ops: [insert("items", "a", ["rows", "2"])] });
    expect(store.rows.map((row) => row.items)).toEqual([[], [{ id: "a" }]]);
  });

  it("start empty when their store comes back", async () => {
    const panel = () => child(["panel"], { items: { __musubi_stream__: "items" } });
    const { channel, store } = await mounted({ panel: panel() });
    channel.patch({ stream_ops: [insert("items", "a", ["panel"])] });
    expect(store.panel?.items).toHaveLength(1);
    channel.patch({ ops: [{ op: "replace", path: "/panel", value: null }] });
    channel.patch({ ops: [{ op: "replace", path: "/panel", value: panel() }] });
    expect(store.panel?.items).toEqual([]);
  });

  it("drop what is sent for a store that is not there", async () => {
    const { channel, store } = await mounted({ panel: null });
    channel.patch({ stream_ops: [insert("items", "early", ["panel"])] });
    channel.patch({
      ops: [
        {
          op: "replace",
          path: "/panel",
          value: child(["panel"], { items: { __musubi_stream__: "items" } }),
        },
      ],
    });
    expect(store.panel?.items).toEqual([]);
  });
});
