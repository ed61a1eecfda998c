import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  applyStreamOps,
  getStream,
  pruneStreams,
  type StreamOp,
  type StreamTable,
  storeIdKey,
} from "../src/index.js";
import { deepFreeze } from "./support/freeze.js";

const base = { stream: "items", ref: "0", store_id: [] as string[] };
const reset = (): StreamOp => ({ op: "reset", ...base });
const remove = (key: string): StreamOp => ({ op: "delete", ...base, item_key: key });
const insert = (
  key: string,
  at = -1,
  limit: number | null = null,
  item: unknown = key,
): StreamOp => ({
  op: "insert",
  ...base,
  item_key: key,
  at,
  item,
  limit,
});

const items = (table: StreamTable) => getStream(table, [], "items");

function after(...batches: StreamOp[][]): unknown[] {
  const table: StreamTable = new Map();
  for (const ops of batches) applyStreamOps(table, ops);
  return items(table);
}

/** The rules of the protocol, word for word. */
function model(ops: readonly StreamOp[]): unknown[] {
  let rows: { key: string; item: unknown }[] = [];
  for (const op of ops) {
    if (op.op === "reset") {
      rows = [];
    } else if (op.op === "delete") {
      rows = rows.filter((row) => row.key !== op.item_key);
    } else {
      rows = rows.filter((row) => row.key !== op.item_key);
      let index = 0;
      if (op.at === -1) index = rows.length;
      else if (op.at > 0) index = Math.min(op.at, rows.length);
      const row = { key: op.item_key, item: op.item };
      rows = [...rows.slice(0, index), row, ...rows.slice(index)];
      if (op.limit !== null) {
        const size = Math.abs(op.limit);
        if (size === 0) rows = [];
        else if (rows.length > size) rows = op.at === 0 ? rows.slice(0, size) : rows.slice(-size);
      }
    }
  }
  return rows.map((row) => row.item);
}

describe("stream operations", () => {
  const key = fc.constantFrom("a", "b", "c", "d", "e");
  const op: fc.Arbitrary<StreamOp> = fc.oneof(
    { weight: 1, arbitrary: fc.constant(reset()) },
    { weight: 2, arbitrary: key.map(remove) },
    {
      weight: 7,
      arbitrary: fc
        .tuple(
          key,
          fc.integer({ min: -3, max: 6 }),
          fc.option(fc.integer({ min: -4, max: 4 })),
          fc.nat(2).map((rank) => ({ rank })),
        )
        .map((parts) => insert(...parts)),
    },
  );

  it("follow the protocol's rules, and never write to what was read before", () => {
    fc.assert(
      fc.property(fc.array(fc.array(op, { maxLength: 6 }), { maxLength: 6 }), (batches) => {
        const table: StreamTable = new Map();
        for (const [index, ops] of batches.entries()) {
          deepFreeze(items(table));
          applyStreamOps(table, deepFreeze(ops));
          expect(items(table)).toEqual(model(batches.slice(0, index + 1).flat()));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("put a row at the end, at the start, or as far in as there are rows", () => {
    expect(after([insert("1"), insert("2"), insert("9"), insert("0", 0)])).toEqual([
      "0",
      "1",
      "2",
      "9",
    ]);
    expect(after([insert("1"), insert("2", 7), insert("3", 1)])).toEqual(["1", "3", "2"]);
    expect(after([insert("1"), insert("2", -5)])).toEqual(["2", "1"]);
  });

  it("move a row whose key is inserted again", () => {
    expect(after([insert("1"), insert("2"), insert("3")], [insert("1", 1)])).toEqual([
      "2",
      "1",
      "3",
    ]);
  });

  it("trim from the end after an insert at the start, else from the start", () => {
    const seed = [insert("1"), insert("2"), insert("3")];
    expect(after(seed, [insert("0", 0, 3)])).toEqual(["0", "1", "2"]);
    expect(after(seed, [insert("4", -1, 3)])).toEqual(["2", "3", "4"]);
    expect(after(seed, [insert("4", -1, -3)])).toEqual(["2", "3", "4"]);
    expect(after(seed, [insert("4", -1, 0)])).toEqual([]);
  });

  it("keep the reference of an item that is sent again unchanged", () => {
    const table: StreamTable = new Map();
    applyStreamOps(table, [insert("1", -1, null, { n: 1 }), insert("2", -1, null, { n: 2 })]);
    const before = items(table);
    applyStreamOps(table, [
      reset(),
      insert("1", -1, null, { n: 1 }),
      insert("2", -1, null, { n: 2 }),
    ]);
    expect(items(table)).toBe(before);
    applyStreamOps(table, [reset(), insert("2", -1, null, { n: 2 })]);
    expect(items(table)[0]).toBe(before[1]);
  });

  it("apply all or none", () => {
    const table: StreamTable = new Map();
    applyStreamOps(table, [insert("1")]);
    for (const bad of [
      null,
      { ...insert("2"), op: "shuffle" },
      { ...insert("2"), store_id: "x" },
      { ...insert("2"), stream: 1 },
      { ...insert("2"), item_key: 2 },
      { ...insert("2"), at: "end" },
    ]) {
      expect(() => applyStreamOps(table, [insert("3"), bad as StreamOp])).toThrow(
        "Stream operation 1 failed",
      );
      expect(items(table)).toEqual(["1"]);
    }
  });

  it("are pruned with their store", () => {
    const table: StreamTable = new Map();
    applyStreamOps(table, [insert("1"), { ...insert("2"), store_id: ["child"] } as StreamOp]);
    pruneStreams(table, (key) => key === "[]");
    expect(items(table)).toEqual(["1"]);
    expect(getStream(table, ["child"], "items")).toEqual([]);
    expect([...table.keys()]).toEqual([storeIdKey([])]);
  });
});
