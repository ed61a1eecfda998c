import { describe, expect, it, vi } from "vitest";
import { optimistic } from "../src/index.js";
import { child, mounted } from "./support/mount.js";

const stream = () => ({ __musubi_stream__: "items" });

function insert(row: string, id: string) {
  const store_id = ["rows", row];
  const place = { op: "insert" as const, stream: "items", ref: "0", store_id, at: -1, limit: null };
  return { ...place, item_key: id, item: { id } };
}

/** A mounted list of child stores, each with one item in its stream. */
async function mountedRows(...ids: string[]) {
  const rows = ids.map((id) => child(["rows", id], { items: stream() }));
  const root = await mounted({ title: "a", rows });
  root.channel.patch({ stream_ops: ids.map((id) => insert(id, `first of ${id}`)) });
  return root;
}

const labels = (rows: readonly { readonly label: string }[] | undefined) =>
  rows?.map(({ label }) => label);

describe("a child store that moves", () => {
  it("keeps its proxy, its subscribers and the items of its streams", async () => {
    const { channel, store } = await mountedRows("1", "2", "3");
    const proxy = store.rows[2];
    const heard = vi.fn();
    proxy?.subscribe(heard);
    channel.patch({ ops: [{ op: "move", from: "/rows/2", path: "/rows/0" }] });
    expect(store.rows[0]).toBe(proxy);
    expect(heard).not.toHaveBeenCalled();
    channel.patch({ stream_ops: [insert("3", "second of 3")] });
    expect(heard).toHaveBeenCalledTimes(1);
    expect(proxy?.snapshot()?.items.map(({ id }) => id)).toEqual(["first of 3", "second of 3"]);
    expect(labels(store.snapshot()?.rows)).toEqual(["3", "1", "2"]);
  });

  it("hears of what changes in it where it stands then, and nobody else does", async () => {
    const { channel, store } = await mountedRows("1", "2", "3", "4");
    const heard = store.rows.map((row) => {
      const listener = vi.fn();
      row.subscribe(listener);
      return listener;
    });
    const before = store.snapshot()?.rows;
    channel.patch({
      ops: [
        { op: "remove", path: "/rows/1" },
        { op: "move", from: "/rows/2", path: "/rows/0" },
        { op: "replace", path: "/rows/0/label", value: "four" },
        { op: "add", path: "/rows/3", value: child(["rows", "5"], { items: stream() }) },
      ],
    });
    const after = store.snapshot()?.rows;
    expect(labels(after)).toEqual(["four", "1", "3", "5"]);
    expect(after?.[1]).toBe(before?.[0]);
    expect(after?.[2]).toBe(before?.[2]);
    expect(after?.[0]?.items).toBe(before?.[3]?.items);
    expect(heard.map((listener) => listener.mock.calls.length)).toEqual([0, 1, 0, 1]);
  });

  it("keeps what is shown of it optimistically", async () => {
    const { channel, store } = await mountedRows("1", "2", "3");
    const relabelling = store.rows[2]?.dispatchCommand(
      "relabel",
      { label: "soon" },
      optimistic((draft) => {
        draft.label = "soon";
      }),
    );
    channel.patch({ ops: [{ op: "move", from: "/rows/2", path: "/rows/0" }] });
    expect(labels(store.snapshot()?.rows)).toEqual(["soon", "1", "2"]);
    channel.lastPush().reply("error", { reason: "no" });
    await expect(relabelling).rejects.toThrow("no");
    expect(labels(store.snapshot()?.rows)).toEqual(["3", "1", "2"]);
  });

  it("keeps its uploads", async () => {
    const avatar = { __musubi_upload__: "avatar" };
    const rows = ["1", "2"].map((id) => child(["rows", id], { avatar }));
    const { channel, store } = await mounted({ rows });
    const handle: unknown = Reflect.get(store.rows[1] ?? {}, "avatar");
    expect(handle).toBeTypeOf("object");
    channel.patch({
      ops: [
        { op: "move", from: "/rows/1", path: "/rows/0" },
        { op: "replace", path: "/rows/0/label", value: "two" },
      ],
    });
    expect(Reflect.get(store.rows[0] ?? {}, "avatar")).toBe(handle);
  });
});

it("joins anew when a move does not fit", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const { channel, store } = await mountedRows("1", "2");
  const before = store.snapshot();
  channel.patch({ ops: [{ op: "move", from: "/rows/2", path: "/rows/0" }] });
  expect(store.snapshot()).toBe(before);
  expect(channel.left).toBe(true);
  expect(warn).toHaveBeenCalledOnce();
  warn.mockRestore();
});
