/**
 * The stores of a mounted root.
 *
 * @module
 */

import { STORE_ID_KEY, type StoreId, storeIdKey } from "@musubi/client";
import type { AnyProxy } from "../connection";
import type { Type } from "../types/type";
import type { Types } from "../types/types";
import { isObject } from "../types/values";
import type { Path } from "./changes";

export interface StoreNode {
  /** Identifies the store within its root. */
  readonly key: string;
  readonly id: StoreId;
  readonly module: string;
  readonly path: Path;
}

/** The id of a store's state; `undefined` for any other value. */
export function storeIdOf(value: unknown): StoreId | undefined {
  return isObject(value) && Array.isArray(value[STORE_ID_KEY])
    ? (value[STORE_ID_KEY] as StoreId)
    : undefined;
}

/** Every store below `value` whose module the types tell, in the order of the state. */
export function storesIn(types: Types, module: string, value: unknown): StoreNode[] {
  const found: StoreNode[] = [];
  const visit = (value: unknown, type: Type, path: Path): void => {
    if (typeof value !== "object" || value === null) return;
    const narrow = types.narrow(type, value);
    const id = storeIdOf(value);
    if (id && narrow.kind === "store") {
      found.push({ key: storeIdKey(id), id, module: narrow.module, path });
    }
    const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
    for (const [key, inner] of entries) visit(inner, types.inner(narrow, key), [...path, key]);
  };
  visit(value, { kind: "store", module }, []);
  return found;
}

/** The live handle on the store that stands at `path` of a root. */
export function proxyAt(root: AnyProxy, path: Path): AnyProxy | undefined {
  let value: unknown = root;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return isProxy(value) ? value : undefined;
}

function isProxy(value: unknown): value is AnyProxy {
  return typeof value === "object" && value !== null && "dispatchCommand" in value;
}
