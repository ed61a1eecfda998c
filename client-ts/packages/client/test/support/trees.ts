import fc from "fast-check";

type Json = unknown;

const STREAMS = ["s", "t"];
export const STORE_IDS = [[], ["a"], ["b"], ["c"], ["d"]];

/**
 * Wire trees with child stores in objects and lists, streams and async values.
 * Ids come from a small pool, so that one store turns up in many trees.
 */
export const tree: fc.Arbitrary<Json> = fc
  .letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc.constantFrom<Json>(null, 0, 1, "x"),
      fc.array(tie("value"), { maxLength: 4 }),
      fields(tie("value")),
      fc
        .tuple(fc.constantFrom("a", "b", "c", "d"), fields(tie("value")))
        .map(([id, rest]) => ({ __musubi_store_id__: [id], ...(rest as object) })),
      fc.constantFrom(...STREAMS).map((name) => ({ __musubi_stream__: name })),
      fc
        .tuple(
          fc.constantFrom("loading", "ok", "failed"),
          tie("value"),
          fc.constantFrom(null, "no"),
        )
        .map(([status, result, reason]) => ({ __musubi_async__: true, status, result, reason })),
    ),
    root: fields(tie("value")).map((rest) => ({ __musubi_store_id__: [], ...(rest as object) })),
  }))
  .root.map((root) => withUniqueStores(root, new Set()));

function fields(value: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return fc.dictionary(fc.constantFrom("k", "l", "m"), value, {
    maxKeys: 3,
    noNullPrototype: true,
  });
}

/** Lets every id stand once: a second store of an id becomes a plain object. */
function withUniqueStores(value: Json, seen: Set<string>): Json {
  if (Array.isArray(value)) return value.map((element) => withUniqueStores(element, seen));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key, member]) => {
    if (key !== "__musubi_store_id__") return true;
    const id = JSON.stringify(member);
    return !seen.has(id) && seen.add(id);
  });
  return Object.fromEntries(
    entries.map(([key, member]) => [
      key,
      key === "__musubi_store_id__" ? member : withUniqueStores(member, seen),
    ]),
  );
}

/** The rows of streams, by `JSON.stringify([store id, name])`. */
export type Rows = Map<string, { key: string; item: Json }[]>;

/** What a tree reads as, by the book: no caches, no bookkeeping. */
export function plainly(value: Json, rows: Rows, owner: Json = []): Json {
  if (Array.isArray(value)) return value.map((element) => plainly(element, rows, owner));
  if (typeof value !== "object" || value === null) return value;
  const record = value as Record<string, Json>;
  const inner = record["__musubi_store_id__"] ?? owner;
  if ("__musubi_stream__" in record) {
    const list = rows.get(JSON.stringify([owner, record["__musubi_stream__"]])) ?? [];
    return list.map(({ item }) => item);
  }
  if ("__musubi_async__" in record) {
    const { status, result, reason } = record;
    return {
      status,
      data: plainly(result, rows, inner),
      error: status === "failed" ? reason : null,
    };
  }
  return Object.fromEntries(
    Object.entries(record).map(([key, member]) => [key, plainly(member, rows, inner)]),
  );
}

/** The store nodes of a tree, by `JSON.stringify(store id)`. */
export function storesOf(value: Json, found = new Map<string, Json>()): Map<string, Json> {
  if (typeof value !== "object" || value === null) return found;
  if ("__musubi_store_id__" in value) found.set(JSON.stringify(value.__musubi_store_id__), value);
  for (const member of Object.values(value)) storesOf(member, found);
  return found;
}
