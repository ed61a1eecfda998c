import fc from "fast-check";
import jsonpatch from "fast-json-patch";
import type { JsonPatchOp } from "../../src/index.js";

/** Small JSON values over few keys, so that edits often meet. */
export const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, 0, 1, "a", "b"),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom("a", "b", "a/b", "~", "", "0", "-"), tie("value"), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
})).value;

export const jsonObject = fc.dictionary(fc.constantFrom("a", "b", "c"), json, {
  noNullPrototype: true,
});

/** A choice of an operation that fits whatever document it meets. */
export const choice = fc.record({
  op: fc.constantFrom("add" as const, "remove" as const, "replace" as const, "move" as const),
  place: fc.nat(),
  other: fc.nat(),
  key: fc.constantFrom("a", "c", "a/b", "~1"),
  value: json,
});

export type Choice = typeof choice extends fc.Arbitrary<infer T> ? T : never;

const escaped = (token: string) => token.replaceAll("~", "~0").replaceAll("/", "~1");

/** The pointers of everything below the root of a document. */
export function pointersOf(document: unknown, prefix = ""): string[] {
  if (typeof document !== "object" || document === null) return [];
  return Object.entries(document).flatMap(([key, member]) => {
    const pointer = `${prefix}/${escaped(key)}`;
    return [pointer, ...pointersOf(member, pointer)];
  });
}

/** Where something may be added: a new key of an object, any index of a list. */
function vacancies(document: unknown, key: string, prefix = ""): string[] {
  if (typeof document !== "object" || document === null) return [];
  const own = Array.isArray(document)
    ? [...document.keys(), document.length, "-"].map((index) => `${prefix}/${index}`)
    : [`${prefix}/${escaped(key)}`];
  const below = Object.entries(document).flatMap(([name, member]) =>
    vacancies(member, key, `${prefix}/${escaped(name)}`),
  );
  return [...own, ...below];
}

/** The operation that a choice makes on a document, if there is one. */
export function operation(document: unknown, chosen: Choice): JsonPatchOp | undefined {
  const pick = (places: string[], index: number) => places[index % Math.max(places.length, 1)];
  const { op, place, other, key, value } = chosen;
  const existing = pick(pointersOf(document), place);
  switch (op) {
    case "add": {
      const path = pick(vacancies(document, key), place);
      return path === undefined ? undefined : { op, path, value };
    }
    case "replace":
      return { op, path: existing ?? "", value };
    case "remove":
      return existing === undefined ? undefined : { op, path: existing };
    case "move": {
      if (existing === undefined) return undefined;
      // The target is looked up where the source is gone already.
      const rest = structuredClone(document) as object;
      jsonpatch.applyOperation(rest, { op: "remove", path: existing });
      const targets = [...pointersOf(rest), ...vacancies(rest, key)];
      const path = pick(
        targets.filter((target) => !target.startsWith(`${existing}/`)),
        other,
      );
      return path === undefined ? undefined : { op, from: existing, path };
    }
  }
}

/** A choice of an element of a list, and of where in the list it goes. */
export interface Drag {
  readonly list: number;
  readonly from: number;
  readonly to: number;
}

/** The moves that these choices make on a document, one after the other, and what it is then. */
export function dragged(
  start: unknown,
  drags: readonly Drag[],
): { ops: JsonPatchOp[]; document: unknown } {
  const document: unknown = structuredClone(start);
  const ops: JsonPatchOp[] = [];
  const listAt = (pointer: string): unknown =>
    jsonpatch.getValueByPointer(document as object, pointer);
  for (const drag of drags) {
    const lists = pointersOf(document).filter((pointer) => Array.isArray(listAt(pointer)));
    const pointer = lists[drag.list % Math.max(lists.length, 1)] ?? "";
    const list = listAt(pointer);
    if (!Array.isArray(list) || list.length === 0) continue;
    const [from, to] = [drag.from % list.length, drag.to % list.length];
    list.splice(to, 0, ...list.splice(from, 1));
    ops.push({ op: "move", from: `${pointer}/${from}`, path: `${pointer}/${to}` });
  }
  return { ops, document };
}
