import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reconcile } from "../src/reconcile.js";
import { deepFreeze } from "./support/freeze.js";
import { json } from "./support/json-edits.js";

const node = (id: string, fields: object = {}) => ({ __musubi_store_id__: [id], ...fields });

/** The containers of a value that are not containers of `other`. */
function strangers(value: unknown, other: unknown): object[] {
  const known = new Set<unknown>();
  const collect = (part: unknown, into: (found: object) => void) => {
    if (typeof part !== "object" || part === null) return;
    into(part);
    for (const member of Object.values(part)) collect(member, into);
  };
  collect(other, (found) => known.add(found));
  const strange: object[] = [];
  collect(value, (found) => {
    if (!known.has(found)) strange.push(found);
  });
  return strange;
}

describe("reconciling", () => {
  it("equals the new value and writes to neither", () => {
    fc.assert(
      fc.property(json, json, (prev, next) => {
        expect(reconcile(deepFreeze(prev), deepFreeze(next))).toEqual(next);
      }),
      { numRuns: 1000 },
    );
  });

  it("gives back the old value when they are equal", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(reconcile(value, structuredClone(value))).toBe(value);
      }),
    );
  });

  it("never puts one old object in two places", () => {
    fc.assert(
      fc.property(json, json, (prev, next) => {
        const merged = reconcile(prev, structuredClone(next));
        const seen = new Set<object>();
        const visit = (part: unknown) => {
          if (typeof part !== "object" || part === null) return;
          expect(seen.has(part)).toBe(false);
          seen.add(part);
          Object.values(part).forEach(visit);
        };
        visit(merged);
      }),
    );
  });

  it("shares every branch beside the one that differs", () => {
    const prev = { a: { b: { c: 1 }, d: { e: 2 } }, f: [{ g: 1 }, { g: 2 }] };
    const next = { a: { b: { c: 9 }, d: { e: 2 } }, f: [{ g: 1 }, { g: 2 }] };
    const merged = reconcile(prev, next) as typeof prev;
    expect(merged.a.d).toBe(prev.a.d);
    expect(merged.f).toBe(prev.f);
    expect(strangers(merged, prev)).toEqual([merged, merged.a, merged.a.b]);
  });

  it("matches store nodes of a list by their id", () => {
    const prev = [node("a"), node("b", { x: { y: 1 } }), node("c")];
    const next = [node("c"), node("new"), node("b", { x: { y: 1 }, z: 2 }), node("a")];
    const merged = reconcile(prev, next) as typeof prev;
    expect(merged[0]).toBe(prev[2]);
    expect(merged[3]).toBe(prev[0]);
    expect(merged[2]).not.toBe(prev[1]);
    expect((merged[2] as ReturnType<typeof node> & { x: object }).x).toBe(
      (prev[1] as ReturnType<typeof node> & { x: object }).x,
    );
  });

  it("keeps the rows around one that was put into or taken out of a list", () => {
    const rows = [1, 2, 3, 4].map((id) => ({ id, tags: [id] }));
    const copy = structuredClone(rows);
    const longer = reconcile(rows, [copy[0], { id: 9, tags: [] }, ...copy.slice(1)]) as typeof rows;
    expect(longer.map((row) => rows.indexOf(row))).toEqual([0, -1, 1, 2, 3]);
    const shorter = reconcile(rows, [copy[0], ...structuredClone(rows).slice(2)]) as typeof rows;
    expect(shorter.map((row) => rows.indexOf(row))).toEqual([0, 2, 3]);
  });
});
