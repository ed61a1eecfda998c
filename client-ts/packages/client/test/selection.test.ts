import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { watch } from "../src/index.js";
import { readBy } from "../src/reading.js";
import { deepFreeze } from "./support/freeze.js";
import { mounted } from "./support/mount.js";

const value = deepFreeze({
  title: "a",
  meta: { tags: ["x", "y"], owner: { name: "ada", age: 3 } },
  rows: [
    { id: "1", label: "one" },
    { id: "2", label: "two" },
  ],
});
type Value = typeof value;

/** Whether `read` must run again after `change`. */
function reruns(read: (value: Value) => unknown, change: Partial<Value>): boolean {
  return readBy(read, value).reading.differs({ ...value, ...change });
}

const otherRows = [{ id: "1", label: "one" }, value.rows[1]];
const otherOwner = { ...value.meta, owner: { ...value.meta.owner, age: 4 } };

describe("reading", () => {
  it("gives what the function would select from the value itself", () => {
    expect(readBy((v) => v.meta, value).selected).toBe(value.meta);
    expect(readBy((v) => ({ m: v.meta, r: [v.rows[0]] }), value).selected).toEqual({
      m: value.meta,
      r: [value.rows[0]],
    });
    expect(readBy((v) => [{ deep: { row: v.rows[0] } }], value).selected[0]?.deep.row).toBe(
      value.rows[0],
    );
    expect(readBy((v) => v.rows.find((row) => row === value.rows[1]), value).selected).toBe(
      value.rows[1],
    );
    expect(readBy((v) => v.rows.includes(value.rows[0] as never), value).selected).toBe(true);
    expect(readBy((v) => ({ ...v.meta }), value).selected).toEqual(value.meta);
    expect(readBy((v) => JSON.stringify(v), value).selected).toBe(JSON.stringify(value));
    expect(readBy((v) => Object.keys(v), value).selected).toEqual(Object.keys(value));
    expect(readBy((v) => [...v.rows], value).selected).toEqual([...value.rows]);
    expect(readBy((v) => Array.isArray(v.rows) && v.rows.length, value).selected).toBe(2);
    expect(readBy((v) => Object.entries(v.meta.owner), value).selected).toEqual([
      ["name", "ada"],
      ["age", 3],
    ]);
  });

  it("is of nothing but what was read", () => {
    expect(reruns((v) => v.title, { title: "b" })).toBe(true);
    expect(reruns((v) => v.title, { meta: otherOwner })).toBe(false);
    expect(reruns((v) => v.meta.tags, { meta: otherOwner })).toBe(false);
    expect(reruns((v) => v.meta.owner.name, { meta: otherOwner })).toBe(false);
    expect(reruns((v) => v.meta.owner.age, { meta: otherOwner })).toBe(true);
    expect(reruns((v) => v.rows[1]?.label, { rows: otherRows as Value["rows"] })).toBe(false);
    expect(reruns((v) => v.rows.length, { rows: otherRows as Value["rows"] })).toBe(false);
  });

  it("is of everything in what is returned or looked through", () => {
    expect(reruns((v) => v.meta, { meta: otherOwner })).toBe(true);
    expect(reruns((v) => ({ of: [v.meta] }), { meta: otherOwner })).toBe(true);
    expect(reruns((v) => v.rows.map((row) => row.id), { rows: otherRows as never })).toBe(true);
    expect(reruns((v) => Object.keys(v.meta), { meta: otherOwner })).toBe(true);
    expect(reruns((v) => v.meta.owner === undefined, { meta: otherOwner })).toBe(true);
  });

  it("notes members that are not there", () => {
    const read = (v: object) => "late" in v || Reflect.get(v, "other");
    const { reading } = readBy(read, value);
    expect(reading.differs({ ...value })).toBe(false);
    expect(reading.differs({ ...value, late: 1 })).toBe(true);
    expect(reading.differs({ ...value, other: 1 })).toBe(true);
  });

  it("is of everything where it cannot be followed", () => {
    const follows = (read: (value: Value) => unknown) => !reruns(read, { title: "b" });
    expect(follows((v) => () => v.meta)).toBe(false);
    expect(follows((v) => new Map([[v.meta, 1]]))).toBe(false);
    expect(follows((v) => structuredClone(v.meta))).toBe(false);
    expect(readBy((v) => structuredClone(v.meta), value).selected).toEqual(value.meta);
  });

  it("passes on what the function throws", () => {
    const fail = () => {
      throw new Error("mine");
    };
    expect(() => readBy(fail, value)).toThrow("mine");
    expect(() => readBy((v) => Object.assign(v, { title: "b" }), value)).toThrow(TypeError);
    expect(value.title).toBe("a");
  });

  it("never misses a change of what it would select", () => {
    const path = fc.array(fc.constantFrom("a", "b", "0", "1"), { maxLength: 4 });
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<unknown>(null, 0, 1),
        fc.array(tie("value"), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom("a", "b"), tie("value"), { noNullPrototype: true }),
      ),
    })).value;
    const at = (from: unknown, keys: readonly string[]): unknown =>
      keys.reduce<unknown>(
        (node, key) => (typeof node === "object" && node !== null ? Reflect.get(node, key) : node),
        from,
      );
    fc.assert(
      fc.property(json, json, fc.array(path, { maxLength: 3 }), (before, after, paths) => {
        const select = (from: unknown) => paths.map((keys) => at(from, keys));
        const { selected, reading } = readBy(select, before);
        expect(selected).toEqual(select(before));
        if (!reading.differs(after)) expect(select(after)).toEqual(selected);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a subscription with a selector", () => {
  const rows = Array.from({ length: 1000 }, (_, index) => ({ id: String(index), n: 0 }));

  it("runs the selector and calls the listener only for what it read", async () => {
    const { channel, store } = await mounted({ meta: { tags: [], rows } });
    const calls: number[] = [];
    const runs = { count: 0 };
    for (const index of rows.keys()) {
      watch(
        store,
        (snapshot) => {
          runs.count += 1;
          const meta: unknown = snapshot?.meta;
          return (meta as { rows: typeof rows }).rows[index]?.n;
        },
        () => calls.push(index),
      );
    }
    runs.count = 0;
    channel.patch({ ops: [{ op: "replace", path: "/meta/rows/500/n", value: 1 }] });
    expect(calls).toEqual([500]);
    expect(runs.count).toBe(1);
  });

  it("tells what was selected before, and is silent while that is equal", async () => {
    const { channel, store } = await mounted({ title: "a", count: 1 });
    const listener = vi.fn();
    const stop = watch(store, (s) => ({ short: s?.title.slice(0, 1) }), listener);
    channel.patch({ ops: [{ op: "replace", path: "/title", value: "ab" }] });
    expect(listener).not.toHaveBeenCalled();
    channel.patch({ ops: [{ op: "replace", path: "/title", value: "b" }] });
    expect(listener).toHaveBeenCalledExactlyOnceWith({ short: "b" }, { short: "a" });
    stop();
    channel.patch({ ops: [{ op: "replace", path: "/title", value: "c" }] });
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it("follows streams and uploads", async () => {
    const { channel, store } = await mounted({
      title: "a",
      users: { __musubi_stream__: "users" },
      avatar: { __musubi_upload__: "avatar" },
    });
    const users = vi.fn();
    const statuses: unknown[] = [];
    watch(store, (s) => s?.users.length, users);
    watch(
      store,
      (s) => s?.avatar.status,
      (status) => statuses.push(status),
    );
    channel.patch({
      stream_ops: [
        {
          op: "insert",
          stream: "users",
          ref: "0",
          store_id: [],
          item_key: "1",
          at: -1,
          item: { id: "1" },
          limit: null,
        },
      ],
    });
    expect(users).toHaveBeenCalledExactlyOnceWith(1, 0);
    store.avatar.select([new File([], "a")]).catch(() => {});
    expect(statuses).toEqual(["selecting"]);
    expect(users).toHaveBeenCalledTimes(1);
  });
});
