import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalStringify } from "../src/index.js";

describe("canonicalStringify", () => {
  it("sorts keys at every depth and drops undefined members", () => {
    expect(canonicalStringify({ b: [{ d: 1, c: undefined }], a: null })).toBe(
      '{"a":null,"b":[{"d":1}]}',
    );
    expect(canonicalStringify(undefined)).toBe("null");
    expect(canonicalStringify([undefined])).toBe("[null]");
  });

  it("gives one text for objects that differ in the order of their keys", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
        const reversed = Object.fromEntries(Object.entries(record).reverse());
        const text = canonicalStringify(record);
        expect(canonicalStringify(reversed)).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(record)));
      }),
    );
  });
});
