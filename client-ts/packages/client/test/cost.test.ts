import { describe, expect, it, vi } from "vitest";
import { mounted } from "./support/mount.js";

/** Counts how often the members of an object, and of all below it, are looked at. */
function watched<T extends object>(value: T, looks: { count: number }): T {
  const members = Object.entries(value).map(([key, member]) => [
    key,
    typeof member === "object" && member !== null ? watched(member, looks) : member,
  ]);
  const copy = Array.isArray(value)
    ? members.map(([, member]) => member)
    : Object.fromEntries(members);
  const look =
    <Args extends unknown[], Result>(act: (...args: Args) => Result) =>
    (...args: Args): Result => {
      looks.count += 1;
      return act(...args);
    };
  return new Proxy<T>(copy, {
    get: look(Reflect.get),
    has: look(Reflect.has),
    ownKeys: look(Reflect.ownKeys),
    getOwnPropertyDescriptor: look(Reflect.getOwnPropertyDescriptor),
  });
}

const tens = (depth: number): object =>
  depth === 0
    ? { leaf: 0 }
    : Object.fromEntries([..."abcdefghij"].map((key) => [key, tens(depth - 1)]));

describe("a patch of one leaf among ten thousand", () => {
  it("looks at nothing off its path, and neither does reading the snapshot", async () => {
    const looks = { count: 0 };
    const { a, ...others } = tens(4) as Record<string, object>;
    const watchedOthers = Object.fromEntries(
      Object.entries(others).map(([key, subtree]) => [key, watched(subtree, looks)]),
    );
    const { channel, store } = await mounted({ meta: { a, ...watchedOthers } });
    let snapshot = store.snapshot();
    store.subscribe(() => {
      snapshot = store.snapshot();
    });
    expect(looks.count).toBeGreaterThan(9_000);
    looks.count = 0;
    channel.patch({ ops: [{ op: "replace", path: "/meta/a/b/c/d/leaf", value: 1 }] });
    expect(snapshot).toMatchObject({ meta: { a: { b: { c: { d: { leaf: 1 } } } } } });
    expect(looks.count).toBe(0);
  });

  it("looks at no other store of a list, nor does a new row of a stream", async () => {
    const looks = { count: 0 };
    const row = (id: string) => ({
      __musubi_store_id__: ["rows", id],
      label: id,
      items: { __musubi_stream__: "items" },
    });
    const rows = Array.from({ length: 100 }, (_, index) =>
      index === 50 ? row("50") : watched(row(String(index)), looks),
    );
    const { channel, store } = await mounted({ rows });
    let snapshot = store.snapshot();
    store.subscribe(() => {
      snapshot = store.snapshot();
    });
    looks.count = 0;
    channel.patch({ ops: [{ op: "replace", path: "/rows/50/label", value: "new" }] });
    channel.patch({
      stream_ops: [
        {
          op: "insert",
          stream: "items",
          ref: "0",
          store_id: ["rows", "50"],
          item_key: "1",
          at: -1,
          item: { id: "1" },
          limit: null,
        },
      ],
    });
    expect(snapshot?.rows[50]).toMatchObject({ label: "new", items: [{ id: "1" }] });
    expect(looks.count).toBe(0);
  });

  it("looks into no row that moves, nor into those around it", async () => {
    const looks = { count: 0 };
    const rows = Array.from({ length: 100 }, (_, n) => watched({ n, cells: [{ n }] }, looks));
    const { channel, store } = await mounted({ meta: { rows } });
    const before = store.snapshot();
    looks.count = 0;
    channel.patch({ ops: [{ op: "move", from: "/meta/rows/90", path: "/meta/rows/10" }] });
    const after: unknown = store.snapshot()?.meta;
    // What tells where the lists begin and end to differ.
    expect(looks.count).toBeLessThan(20);
    const shown = (after as { rows: typeof rows }).rows;
    expect(shown[10]).toBe(rows[90]);
    expect(shown[90]).toBe(rows[89]);
    expect(store.snapshot()).not.toBe(before);
  });

  it("keeps every store of a list when one moves", async () => {
    const row = (id: string) => ({ __musubi_store_id__: ["rows", id], label: id });
    const rows = Array.from({ length: 100 }, (_, index) => row(String(index)));
    const { channel, store } = await mounted({ rows });
    const before = store.snapshot()?.rows ?? [];
    const proxy = store.rows[90];
    const heard = vi.fn();
    proxy?.subscribe(heard);
    channel.patch({ ops: [{ op: "move", from: "/rows/90", path: "/rows/10" }] });
    const after = store.snapshot()?.rows ?? [];
    expect(after[10]).toBe(before[90]);
    expect(new Set([...before, ...after]).size).toBe(100);
    expect(store.rows[10]).toBe(proxy);
    expect(heard).not.toHaveBeenCalled();
  });
});
