import fc from "fast-check";
import jsonpatch from "fast-json-patch";
import { describe, expect, it } from "vitest";
import { Document } from "../src/document.js";
import type { JsonPatchOp, StreamOp } from "../src/index.js";
import { commonEnds, deepEqual } from "../src/json.js";
import { deepFreeze } from "./support/freeze.js";
import { type Drag, dragged } from "./support/json-edits.js";
import { plainly, type Rows, STORE_IDS, storesOf, tree } from "./support/trees.js";
import { NO_UPLOADS } from "./support/uploads.js";

const streamOp: fc.Arbitrary<StreamOp> = fc
  .record({
    op: fc.constantFrom("insert" as const, "insert" as const, "delete" as const, "reset" as const),
    stream: fc.constantFrom("s", "t"),
    store_id: fc.constantFrom(...STORE_IDS),
    item_key: fc.constantFrom("1", "2", "3"),
    item: fc.constantFrom({ v: 1 }, { v: 2 }),
  })
  .map((op) => ({ ...op, ref: "0", at: -1, limit: null }) as StreamOp);

const drag: fc.Arbitrary<Drag> = fc.record({ list: fc.nat(), from: fc.nat(), to: fc.nat() });

const step = fc.record({
  tree,
  how: fc.constantFrom(
    "differences" as const,
    "whole" as const,
    "nothing" as const,
    "moves" as const,
    "moves and differences" as const,
  ),
  drags: fc.array(drag, { minLength: 1, maxLength: 3 }),
  streams: fc.array(streamOp, { maxLength: 5 }),
});

/** The rows after some operations, for the stores that `tree` has. */
function rowsAfter(rows: Rows, ops: readonly StreamOp[], tree: unknown): Rows {
  const stores = storesOf(tree);
  const next: Rows = new Map(
    [...rows].filter(([key]) => stores.has(JSON.stringify(JSON.parse(key)[0]))),
  );
  for (const op of ops) {
    if (!stores.has(JSON.stringify(op.store_id))) continue;
    const key = JSON.stringify([op.store_id, op.stream]);
    const kept = op.op === "reset" ? [] : (next.get(key) ?? []);
    const others = op.op === "reset" ? kept : kept.filter((row) => row.key !== op.item_key);
    next.set(key, op.op === "insert" ? [...others, { key: op.item_key, item: op.item }] : others);
  }
  return next;
}

const idOf = (value: object): unknown => Reflect.get(value, "__musubi_store_id__");

describe("a document", () => {
  it("reads at every step as a full walk over its tree would, and shares what is equal", () => {
    fc.assert(
      fc.property(tree, fc.array(step, { maxLength: 5 }), (start, steps) => {
        const document = new Document(NO_UPLOADS);
        let wire: unknown = deepFreeze(structuredClone(start));
        let rows: Rows = new Map();
        document.apply([{ op: "replace", path: "", value: wire }], []);
        for (const { tree: target, how, drags, streams } of steps) {
          const moves = dragged(wire, drags);
          const next = { nothing: wire, moves: moves.document }[how as string] ?? target;
          // Differences name members of markers, too: a node may turn into another in place.
          const ops = {
            differences: () => jsonpatch.compare(wire as object, next as object) as JsonPatchOp[],
            whole: () => [{ op: "replace" as const, path: "", value: next }],
            nothing: () => [],
            moves: () => moves.ops,
            "moves and differences": () => [
              ...moves.ops,
              ...(jsonpatch.compare(moves.document as object, next as object) as JsonPatchOp[]),
            ],
          }[how]();
          const before = new Map(
            STORE_IDS.map((id) => [JSON.stringify(id), document.snapshot(JSON.stringify(id))]),
          );
          const { stores: touched } = document.apply(
            deepFreeze(structuredClone(ops)),
            deepFreeze(streams),
          );
          rows = rowsAfter(rows, streams, next);
          wire = next;
          expect(document.tree).toEqual(wire);
          const stores = storesOf(document.tree);
          expectEmbedding(document.snapshot("[]"), document);
          for (const [key, old] of before) {
            const snapshot = document.snapshot(key);
            const node = stores.get(key);
            expect(document.store(key)?.node).toBe(node);
            const id = JSON.parse(key);
            const expected = node === undefined ? undefined : plainly(node, rows, id);
            expect(snapshot).toEqual(expected);
            expectSharing(old, snapshot);
            const differs = touched.has(key) && document.differs(key, touched.get(key));
            expect(differs).toBe(snapshot !== old);
          }
        }
        document.clear();
        for (const id of STORE_IDS) expect(document.snapshot(JSON.stringify(id))).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});

/** Every store that a snapshot embeds is that store's own snapshot. */
function expectEmbedding(value: unknown, document: Document): void {
  if (typeof value !== "object" || value === null) return;
  const id = idOf(value);
  if (Array.isArray(id)) expect(document.snapshot(JSON.stringify(id))).toBe(value);
  for (const member of Object.values(value)) expectEmbedding(member, document);
}

/**
 * Members at the same place of one store are the same object when they are equal. Between the equal
 * ends of two lists, elements have no place of their own: what is equal there may have come or moved.
 */
function expectSharing(before: unknown, after: unknown): void {
  if (before === after || typeof before !== "object" || typeof after !== "object") return;
  if (before === null || after === null || Array.isArray(before) !== Array.isArray(after)) return;
  if (JSON.stringify(idOf(before)) !== JSON.stringify(idOf(after))) return;
  if (JSON.stringify(before) === JSON.stringify(after)) expect(after).toBe(before);
  if (Array.isArray(before) && Array.isArray(after)) {
    const { head, tail } = commonEnds(before, after, deepEqual);
    for (let index = 0; index < head; index += 1) expect(after[index]).toBe(before[index]);
    for (let index = 1; index <= tail; index += 1) expect(after.at(-index)).toBe(before.at(-index));
    return;
  }
  for (const [key, member] of Object.entries(after)) {
    if (Object.hasOwn(before, key)) expectSharing(Reflect.get(before, key), member);
  }
}
