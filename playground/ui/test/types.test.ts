import { expect, test } from "vitest";
import { parseDeclaration, parseType } from "../src/types/parse";
import { typeText, UNKNOWN } from "../src/types/type";
import { Types } from "../src/types/types";
import { problemOf, startValue } from "../src/types/values";

const types = new Types({
  types: {
    Row: "/**\n * A row.\n */\ninterface Row {\n    /**\n     * Its id.\n     */\n    id: number;\n    note?: string;\n}",
    Phase: 'type Phase = { type: "idle" } | { type: "running"; percent: number };',
    Loop: "type Loop = Musubi.Types.Loop;",
    Tree: "interface Tree { below: Musubi.Types.Tree[] }",
  },
  stores: {
    Page: {
      module: "Page",
      root: true,
      doc: "",
      params: "{}",
      state: '{ rows: Musubi.StoreField<"Line">[]; phase: Musubi.Types.Phase | null }',
      commands: [],
    },
    Line: {
      module: "Line",
      root: false,
      doc: "",
      params: "never",
      state: "Musubi.Types.Row",
      commands: [],
    },
  },
});

test("every form in which the server writes types is read", () => {
  const read = (text: string) => typeText(parseType(text));
  expect(read("string | null")).toBe("string | null");
  expect(read('"a" | "b\\"c" | 3 | true')).toBe('"a" | "b\\"c" | 3 | true');
  expect(read("(number | null)[][]")).toBe("(number | null)[][]");
  expect(read("{ [key: string]: number }")).toBe("{ …: number }");
  expect(read("Record<string, boolean[]>")).toBe("{ …: boolean[] }");
  expect(read('Musubi.StoreField<"App.Line"> | null')).toBe("App.Line | null");
  expect(read("Musubi.Types.Row[]")).toBe("Row[]");
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a type of TypeScript
  expect(read("`${bigint}`")).toBe("string");
});

test("what is not understood may be any JSON", () => {
  for (const text of ["A & B", "[number, string]", "{ a: number", "Some.Other", "💥", ""]) {
    expect(parseType(text), text).toEqual(UNKNOWN);
  }
});

test("documentation stays with its member", () => {
  expect(parseDeclaration("/** A. */ interface A { /** B. */ b?: string; }")).toEqual({
    kind: "object",
    members: [{ name: "b", doc: "B.", optional: true, type: { kind: "string" } }],
  });
  expect(types.docOf({ kind: "reference", name: "Row" }, "id")).toBe("Its id.");
});

test("a type is followed through stores, lists and unions", () => {
  const page = types.stateOf("Page");
  const row = types.inner(types.inner(page, "rows"), 0);
  expect(row).toEqual({ kind: "store", module: "Line" });
  expect(types.inner(row, "id")).toEqual({ kind: "number" });
  const phase = types.narrow(types.inner(page, "phase"), { type: "running", percent: 3 });
  expect(types.inner(phase, "percent")).toEqual({ kind: "number" });
});

test("a form starts with a value that is right", () => {
  for (const text of ["Musubi.Types.Row", "Musubi.Types.Phase", "boolean[]", "{ a: string }"]) {
    const type = parseType(text);
    expect(problemOf(types, type, startValue(types, type)), text).toBeNull();
  }
});

test("types that hold themselves come to an end", () => {
  expect(types.resolve(parseType("Musubi.Types.Loop"))).toEqual(UNKNOWN);
  expect(startValue(types, parseType("Musubi.Types.Tree"))).toEqual({ below: [] });
});

test("what is wrong with a value is said with its place", () => {
  const problem = (text: string, value: unknown) => problemOf(types, parseType(text), value);
  expect(problem("Musubi.Types.Row", { id: 1 })).toBeNull();
  expect(problem("Musubi.Types.Row", { id: "1" })).toBe("`id` should be number.");
  expect(problem("Musubi.Types.Row[]", [{ id: 1 }, {}])).toBe("`1.id` is missing.");
  expect(problem("{ [key: string]: number }", { a: null })).toBe("`a` should be number.");
  expect(problem('"a" | "b"', "c")).toBe('This should be "a" | "b".');
  expect(problem("unknown", { anything: [1] })).toBeNull();
  expect(problem("unknown", undefined)).toBe("This should be any JSON.");
});
