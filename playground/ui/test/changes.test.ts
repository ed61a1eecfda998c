import { expect, test } from "vitest";
import { changesBetween } from "../src/root/changes";

/** The paths that are lit, in words. */
function lit(previous: unknown, next: unknown): string[] {
  const changes = [...changesBetween(previous, next)];
  return changes
    .filter(([, change]) => change === "value")
    .map(([path]) => (JSON.parse(path) as (string | number)[]).join("/"));
}

test("only values that differ are lit", () => {
  expect(lit({ a: 1, b: { c: "x", d: 2 } }, { a: 1, b: { c: "y", d: 2 } })).toEqual(["b/c"]);
  expect(lit({ a: null }, { a: { b: 1 } })).toEqual(["a"]);
  expect(lit({ a: 1 }, { a: 1, b: 2 })).toEqual(["b"]);
});

test("what is around a change knows of it", () => {
  const changes = changesBetween({ a: { b: 1 } }, { a: { b: 2 } });
  expect(Object.fromEntries(changes)).toEqual({
    '["a","b"]': "value",
    '["a"]': "within",
    "[]": "within",
  });
});

test("a row that moved is not new", () => {
  const [one, two] = [
    { id: 1, text: "a" },
    { id: 2, text: "b" },
  ];
  expect(lit([one, two], [two, one])).toEqual([]);
  expect(lit([one, two], [{ id: 3, text: "c" }, one, two])).toEqual(["0"]);
  expect(lit([one, two], [two, { id: 1, text: "z" }])).toEqual(["1/text"]);
});

test("another store in the same place is new as a whole", () => {
  const store = (id: string) => ({ __musubi_store_id__: [id], label: "same" });
  expect(lit({ child: store("a") }, { child: store("b") })).toEqual(["child"]);
});
