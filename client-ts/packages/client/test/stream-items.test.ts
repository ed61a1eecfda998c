import { describe, expect, it, vi } from "vitest";
import type { StreamOp } from "../src/index.js";
import { child, mounted } from "./support/mount.js";

const insert = (
  stream: string,
  id: string,
  rest: object = {},
  store_id: string[] = [],
): StreamOp => ({
  op: "insert",
  stream,
  ref: "0",
  store_id,
  item_key: `${stream}-${id}`,
  at: -1,
  item: { id, ...rest },
  limit: null,
});

const remove = (stream: string, id: string): StreamOp => ({
  op: "delete",
  stream,
  ref: "0",
  store_id: [],
  item_key: `${stream}-${id}`,
});

const card = (id: string) => ({
  card: child(["cards", id], { items: { __musubi_stream__: "items" } }),
});

async function withCards() {
  const given = await mounted({ title: "a", cards: { __musubi_stream__: "cards" } });
  given.channel.patch({ stream_ops: [insert("cards", "1", card("1"))] });
  return given;
}

describe("an item of a stream", () => {
  it("shows the streams of the stores in it, in the same envelope and in later ones", async () => {
    const { channel, store } = await mounted({ cards: { __musubi_stream__: "cards" } });
    channel.patch({
      stream_ops: [insert("cards", "1", card("1")), insert("items", "a", {}, ["cards", "1"])],
    });
    expect(store.cards[0]?.card.items).toEqual([{ id: "a" }]);
    channel.patch({ stream_ops: [insert("items", "b", {}, ["cards", "1"])] });
    expect(store.snapshot()?.cards[0]?.card.items).toEqual([{ id: "a" }, { id: "b" }]);
  });

  it("wakes who looks at it, and shares the items beside it", async () => {
    const { channel, store } = await withCards();
    channel.patch({ stream_ops: [insert("cards", "2", card("2"))] });
    const before = store.snapshot();
    const listener = vi.fn();
    store.subscribe(listener);
    channel.patch({ stream_ops: [insert("items", "a", {}, ["cards", "2"])] });
    expect(listener).toHaveBeenCalledTimes(1);
    const after = store.snapshot();
    expect(after?.cards[0]).toBe(before?.cards[0]);
    expect(after?.cards[1]).not.toBe(before?.cards[1]);
  });

  it("reads async values and uploads as everything else does", async () => {
    const { channel, store } = await mounted({ cards: { __musubi_stream__: "cards" } });
    const late = { __musubi_async__: true, status: "ok", result: 1, reason: null };
    channel.patch({
      stream_ops: [
        insert("cards", "1", { card: child(["c"], { late, file: { __musubi_upload__: "file" } }) }),
      ],
    });
    expect(store.cards[0]?.card).toMatchObject({
      late: { status: "ok", data: 1, error: null },
      file: { status: "idle", entries: [] },
    });
  });

  it("takes its stores along when it goes", async () => {
    const { channel, store } = await withCards();
    channel.patch({ stream_ops: [insert("items", "a", {}, ["cards", "1"])] });
    channel.patch({ stream_ops: [remove("cards", "1")] });
    channel.patch({ stream_ops: [insert("cards", "1", card("1"))] });
    expect(store.cards[0]?.card.items).toEqual([]);
  });

  it("goes with the store that shows the stream", async () => {
    const panel = () => child(["panel"], { items: { __musubi_stream__: "items" } });
    const { channel, store } = await mounted({ panel: panel() });
    const nested = { card: child(["n"], { items: { __musubi_stream__: "items" } }) };
    channel.patch({
      stream_ops: [insert("items", "1", nested, ["panel"]), insert("items", "x", {}, ["n"])],
    });
    expect(store.panel?.items).toMatchObject([{ card: { items: [{ id: "x" }] } }]);
    channel.patch({ ops: [{ op: "replace", path: "/panel", value: null }] });
    channel.patch({ ops: [{ op: "replace", path: "/panel", value: panel() }] });
    channel.patch({ stream_ops: [insert("items", "1", nested, ["panel"])] });
    expect(store.panel?.items).toMatchObject([{ card: { items: [] } }]);
  });

  it("may name its own stream without harm", async () => {
    const { channel, store } = await mounted({ cards: { __musubi_stream__: "cards" } });
    const listener = vi.fn();
    store.subscribe(listener);
    channel.patch({
      stream_ops: [insert("cards", "1", { card: { __musubi_stream__: "cards" } })],
    });
    expect(listener).toHaveBeenCalledTimes(1);
    expect(store.cards).toEqual([{ id: "1", card: [] }]);
  });
});
