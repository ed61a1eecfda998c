import { afterEach, describe, expect, it, vi } from "vitest";
import { child, mounted, ROOT } from "./support/mount.js";

afterEach(() => {
  vi.restoreAllMocks();
});

const seed = (ids: string[], store_id: string[] = []) => [
  { op: "reset" as const, stream: "users", ref: "0", store_id },
  ...ids.map((id) => ({
    op: "insert" as const,
    stream: "users",
    ref: "0",
    store_id,
    item_key: id,
    at: -1,
    item: { id },
    limit: null,
  })),
];

describe("a subscriber", () => {
  it("hears of its own store and of those below, once per envelope", async () => {
    const { channel, store } = await mounted({
      title: "a",
      child: child(["child"]),
      panel: child(["panel"]),
    });
    const heard = { root: vi.fn(), child: vi.fn(), panel: vi.fn() };
    store.subscribe(heard.root);
    store.child.subscribe(heard.child);
    store.panel?.subscribe(heard.panel);
    channel.patch({
      ops: [
        { op: "replace", path: "/child/label", value: "x" },
        { op: "add", path: "/child/more", value: 1 },
      ],
    });
    expect(heard.root).toHaveBeenCalledTimes(1);
    expect(heard.child).toHaveBeenCalledTimes(1);
    expect(heard.panel).not.toHaveBeenCalled();
    channel.patch({ ops: [{ op: "replace", path: "/title", value: "b" }] });
    expect(heard.root).toHaveBeenCalledTimes(2);
    expect(heard.child).toHaveBeenCalledTimes(1);
  });

  it("hears of a stream in a store below, whose rows its snapshot embeds", async () => {
    const { channel, store } = await mounted({
      child: child(["child"], { items: { __musubi_stream__: "users" } }),
      panel: child(["panel"]),
    });
    const before = store.snapshot();
    const heard = { root: vi.fn(), panel: vi.fn() };
    store.subscribe(heard.root);
    store.panel?.subscribe(heard.panel);
    channel.patch({ stream_ops: seed(["1"], ["child"]) });
    expect(heard.root).toHaveBeenCalledTimes(1);
    expect(heard.panel).not.toHaveBeenCalled();
    expect(store.snapshot()).not.toBe(before);
    expect(store.snapshot()?.child.items).toEqual([{ id: "1" }]);
    expect(store.snapshot()?.panel).toBe(before?.panel);
  });

  it("is not woken by an envelope that only carries events or equal values", async () => {
    const { channel, store } = await mounted({ title: "a", meta: { tags: ["x"] } });
    const heard = vi.fn();
    store.subscribe(heard);
    const before = store.snapshot();
    channel.patch({ events: [{ store_id: [], name: "toast", payload: {} }] });
    channel.patch({ ops: [{ op: "replace", path: "/meta", value: { tags: ["x"] } }] });
    channel.patch({ stream_ops: [{ op: "reset", stream: "none", ref: "0", store_id: [] }] });
    expect(heard).not.toHaveBeenCalled();
    expect(store.snapshot()).toBe(before);
  });

  it("is not woken by a value that is as before at the end of the envelope", async () => {
    const { channel, store } = await mounted({ count: 1 });
    const heard = vi.fn();
    const before = store.snapshot();
    store.subscribe(heard);
    channel.patch({
      ops: [
        { op: "replace", path: "/count", value: 2 },
        { op: "replace", path: "/count", value: 1 },
      ],
    });
    expect(heard).not.toHaveBeenCalled();
    expect(store.snapshot()).toBe(before);
  });

  it("who reads fields rather than snapshots hears every step of a value", async () => {
    const { channel, store } = await mounted({ count: 1 });
    const heard: number[] = [];
    store.subscribe(() => heard.push(store.count));
    for (const value of [2, 1, 2]) {
      channel.patch({ ops: [{ op: "replace", path: "/count", value }] });
    }
    expect(heard).toEqual([2, 1, 2]);
  });

  it("hears that its store is gone, and that it is back", async () => {
    const { channel, store } = await mounted({ panel: child(["panel"]) });
    const panel = store.panel;
    const heard: unknown[] = [];
    panel?.subscribe(() => heard.push(panel.snapshot()?.label));
    channel.patch({ ops: [{ op: "replace", path: "/panel", value: null }] });
    channel.patch({ ops: [{ op: "replace", path: "/panel", value: child(["panel"]) }] });
    expect(heard).toEqual([undefined, "panel"]);
  });

  it("hears nothing after it unsubscribed, even within the same envelope", async () => {
    const { channel, store } = await mounted({ count: 1 });
    const second = vi.fn();
    let stop = () => {};
    store.subscribe(() => stop());
    stop = store.subscribe(second);
    channel.patch({ ops: [{ op: "replace", path: "/count", value: 2 }] });
    expect(second).not.toHaveBeenCalled();
  });

  it("that throws is reported and keeps nobody else from hearing", async () => {
    const report = vi.spyOn(console, "error").mockImplementation(() => {});
    const { channel, store } = await mounted({ count: 1 });
    const heard = vi.fn();
    const fault = new Error("mine");
    store.subscribe(() => {
      throw fault;
    });
    store.subscribe(heard);
    channel.patch({ ops: [{ op: "replace", path: "/count", value: 2 }] });
    expect(heard).toHaveBeenCalledTimes(1);
    expect(report).toHaveBeenCalledWith(expect.stringContaining("[musubi]"), fault);
  });
});

describe("a reconnect", () => {
  const tree = () => ({
    title: "same",
    meta: { tags: ["a", "b"] },
    child: child(["child"], { items: { __musubi_stream__: "users" } }),
    panel: child(["panel"], { note: { deep: [1, 2] } }),
  });

  it("wakes only those whose store differs, and keeps every equal reference", async () => {
    const { channel, store } = await mounted(tree());
    channel.patch({ stream_ops: seed(["1", "2"], ["child"]) });
    const before = store.snapshot();
    const heard = { root: vi.fn(), child: vi.fn(), panel: vi.fn() };
    store.subscribe(heard.root);
    store.child.subscribe(heard.child);
    store.panel?.subscribe(heard.panel);

    channel.fail();
    channel.start({ ...ROOT, ...tree() }, { stream_ops: seed(["1", "2"], ["child"]) });
    expect(store.snapshot()).toBe(before);
    expect(heard.root).not.toHaveBeenCalled();
    expect(heard.child).not.toHaveBeenCalled();
    expect(heard.panel).not.toHaveBeenCalled();

    channel.fail();
    const changed = { ...tree(), panel: child(["panel"], { note: { deep: [1, 3] } }) };
    channel.start({ ...ROOT, ...changed }, { stream_ops: seed(["1", "2"], ["child"]) });
    expect(heard.root).toHaveBeenCalledTimes(1);
    expect(heard.panel).toHaveBeenCalledTimes(1);
    expect(heard.child).not.toHaveBeenCalled();
    expect(store.snapshot()?.child).toBe(before?.child);
    expect(store.snapshot()?.meta).toBe(before?.meta);
  });
});

describe("a push event", () => {
  it("reaches the handlers of its store and name, after the state of its envelope", async () => {
    const { channel, store } = await mounted({ title: "old", child: child(["child"]) });
    const heard: unknown[] = [];
    const stop = store.handleEvent("toast", ({ msg }) => heard.push([msg, store.title]));
    store.child.handleEvent("ping", ({ at }) => heard.push(at));
    channel.patch({
      ops: [{ op: "replace", path: "/title", value: "new" }],
      events: [
        { store_id: [], name: "toast", payload: { msg: "saved" } },
        { store_id: ["child"], name: "ping", payload: { at: 1 } },
        { store_id: ["child"], name: "toast", payload: { msg: "not mine" } },
      ],
    });
    expect(heard).toEqual([["saved", "new"], 1]);
    stop();
    channel.patch({ events: [{ store_id: [], name: "toast", payload: { msg: "late" } }] });
    expect(heard).toHaveLength(2);
  });

  it("is still heard after a reconnect", async () => {
    const { channel, store } = await mounted({ title: "a" });
    const heard = vi.fn();
    store.handleEvent("toast", heard);
    channel.fail();
    channel.start({ ...ROOT, title: "a" });
    channel.patch({ events: [{ store_id: [], name: "toast", payload: { msg: "x" } }] });
    expect(heard).toHaveBeenCalledWith({ msg: "x" });
  });
});
