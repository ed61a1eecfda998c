import fc from "fast-check";
import jsonpatch from "fast-json-patch";
import { describe, expect, it } from "vitest";
import { applyPatch, type JsonPatchOp } from "../src/index.js";
import { deepFreeze } from "./support/freeze.js";
import { choice, json, jsonObject, operation, pointersOf } from "./support/json-edits.js";

/**
 * What another implementation makes of an operation. It does not check where a
 * move leads, so a move is written out as the two steps by which RFC 6902 defines it.
 */
function oracle(document: unknown, op: JsonPatchOp): unknown {
  if (op.op === "move") {
    const value = at(document, op.from);
    const without = oracle(document, { op: "remove", path: op.from });
    return oracle(without, { op: "add", path: op.path, value });
  }
  const copy = structuredClone({ document, op });
  return jsonpatch.applyOperation(copy.document, copy.op as jsonpatch.Operation, true).newDocument;
}

/** What a pointer leads to. */
function at(document: unknown, pointer: string): unknown {
  return jsonpatch.getValueByPointer(document as object, pointer);
}

describe("applying a patch", () => {
  it("agrees with another implementation, and never writes to what it was given", () => {
    fc.assert(
      fc.property(jsonObject, fc.array(choice, { maxLength: 12 }), (start, choices) => {
        let expected: unknown = start;
        const ops: JsonPatchOp[] = [];
        for (const chosen of choices) {
          const op = operation(expected, chosen);
          if (op === undefined) continue;
          ops.push(op);
          expected = oracle(expected, op);
        }
        deepFreeze(start);
        deepFreeze(ops);
        expect(applyPatch(start, ops)).toEqual(expected);
      }),
      { numRuns: 1500 },
    );
  });

  it("throws where the other implementation does", () => {
    const path = fc
      .array(fc.constantFrom("a", "b", "0", "1", "01", "-", "x"), { maxLength: 3 })
      .map((tokens) => tokens.map((token) => `/${token}`).join(""));
    const op = fc.oneof(
      fc.record({ op: fc.constantFrom("add" as const, "replace" as const), path, value: json }),
      fc.record({ op: fc.constant("remove" as const), path: path.filter((text) => text !== "") }),
    );
    fc.assert(
      fc.property(jsonObject, op, (document, patch) => {
        deepFreeze(document);
        const outcome = (apply: () => unknown) => {
          try {
            return { value: apply() };
          } catch {
            return "it threw";
          }
        };
        const ours = outcome(() => applyPatch(document, [patch]));
        const theirs = outcome(() => oracle(document, patch));
        // The other implementation writes any key of a list; RFC 6901 allows digits only.
        if (ours === "it threw" && theirs !== "it threw") {
          expect(patch.path).toMatch(/\/(?:0\d|-)/);
        } else {
          expect(ours).toEqual(theirs);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("keeps every reference that is not on the path of an operation", () => {
    fc.assert(
      fc.property(jsonObject, fc.nat(), (document, place) => {
        const pointers = pointersOf(document);
        fc.pre(pointers.length > 0);
        const path = pointers[place % pointers.length] ?? "";
        const next = applyPatch(document, [{ op: "replace", path, value: "something new" }]);
        for (const pointer of pointers) {
          if (path === pointer || path.startsWith(`${pointer}/`)) {
            expect(at(next, pointer)).not.toBe(at(document, pointer));
          } else if (!pointer.startsWith(`${path}/`)) {
            expect(at(next, pointer)).toBe(at(document, pointer));
          }
        }
      }),
    );
  });

  it("gives back the very document when a replacement is equal", () => {
    fc.assert(
      fc.property(jsonObject, fc.nat(), (document, place) => {
        const pointers = ["", ...pointersOf(document)];
        const path = pointers[place % pointers.length] ?? "";
        const value = structuredClone(at(document, path));
        expect(applyPatch(document, [{ op: "replace", path, value }])).toBe(document);
      }),
    );
  });

  it("keeps the reference of what it moves", () => {
    const document = { list: [{ id: 1 }, { id: 2 }, { id: 3 }], slot: null };
    const next = applyPatch(document, [
      { op: "move", from: "/list/2", path: "/list/0" },
      { op: "move", from: "/list/2", path: "/slot" },
    ]) as typeof document;
    expect(next).toEqual({ list: [{ id: 3 }, { id: 1 }], slot: { id: 2 } });
    expect(next.list[0]).toBe(document.list[2]);
    expect(next.slot).toBe(document.list[1]);
    expect(document.list).toHaveLength(3);
  });

  it("treats __proto__ as the key that it is in JSON", () => {
    const document = JSON.parse('{"a": {"__proto__": {"x": 1}}}');
    const next = applyPatch(document, [
      { op: "replace", path: "/a/__proto__/x", value: 2 },
      { op: "add", path: "/__proto__", value: "own" },
    ]);
    expect(JSON.stringify(next)).toBe('{"a":{"__proto__":{"x":2}},"__proto__":"own"}');
    expect(Object.getPrototypeOf(next)).toBe(Object.prototype);
    expect(() => applyPatch({}, [{ op: "replace", path: "/toString", value: 1 }])).toThrow();
  });

  it.each([
    [{ op: "copy", from: "/a", path: "/b" }, "unknown operation"],
    [{ op: "replace", path: "/a" }, "the value is missing"],
    [{ op: "remove", path: "" }, "cannot be removed"],
    [{ op: "remove" }, "Invalid JSON pointer"],
    [{ op: "move", from: "/a", path: "/a/b" }, "cannot be moved into itself"],
    [{ op: "move", from: "/nothing", path: "/a" }, 'there is nothing at "nothing"'],
    [{ op: "move", from: "/nothing", path: "/nothing" }, 'there is nothing at "nothing"'],
    [{ op: "add", path: "/a/b/c", value: 1 }, "there is nothing"],
    [{ op: "add", path: "/n/b", value: 1 }, "below a plain value"],
    [{ op: "add", path: "/list/3", value: 1 }, 'no element "3"'],
    [{ op: "replace", path: "/list/2", value: 1 }, 'no element "2"'],
    [{ op: "remove", path: "/list/-" }, 'no element "-"'],
  ])("refuses %j and names the operation", (op, message) => {
    const document = deepFreeze({ a: {}, n: 1, list: [1, 2] });
    const attempt = () => applyPatch(document, [{ op: "add", path: "/ok", value: 1 }, op as never]);
    expect(attempt).toThrow(message);
    expect(attempt).toThrow("Patch operation 1 failed");
  });
});
