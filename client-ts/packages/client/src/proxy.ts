/**
 * Live handles on stores.
 *
 * @module
 */

import { isRecord, type JsonRecord } from "./json.js";
import type { Expected } from "./optimistic.js";
import type { Root } from "./root.js";
import { type Equality, Selection } from "./selection.js";
import { STORE_ID_KEY } from "./store-id.js";
import type { StoreId } from "./types/wire.js";

type Select = (snapshot: unknown) => unknown;
type SelectionListener = (selected: unknown, previous: unknown) => void;

function subscribeSelection(
  root: Root,
  key: string,
  listener: SelectionListener,
  selection: Selection<unknown, unknown>,
): () => void {
  let previous = selection.from(root.document.snapshot(key));
  return root.subscribe(key, () => {
    const selected = selection.from(root.document.snapshot(key));
    if (Object.is(selected, previous)) return;
    const before = previous;
    previous = selected;
    listener(selected, before);
  });
}

/**
 * Makes the proxy of one store: the members of `StoreRuntime`, and the fields of
 * the store's state read through to the newest version (`undefined` while the
 * store is not in the tree).
 */
export function createStoreProxy(root: Root, key: string, storeId: StoreId): object {
  const runtime: JsonRecord = {
    [STORE_ID_KEY]: storeId,
    dispatchCommand: (name: string, payload?: unknown, expected?: Expected) =>
      root.dispatch(storeId, name, payload, expected),
    subscribe: (first: Select, listener?: SelectionListener, isEqual?: Equality<unknown>) =>
      listener === undefined
        ? root.subscribe(key, first as () => void)
        : subscribeSelection(root, key, listener, new Selection(first, isEqual)),
    handleEvent: (name: string, handler: (payload: unknown) => void) =>
      root.handleEvent(key, name, handler),
    snapshot: () => root.document.snapshot(key),
  };
  const fields = (): JsonRecord => {
    const node = root.document.store(key)?.node;
    return isRecord(node) ? node : {};
  };
  const read = (name: string): unknown => {
    if (Object.hasOwn(runtime, name)) return runtime[name];
    const node = fields();
    if (!Object.hasOwn(node, name)) return undefined;
    return root.document.live(node[name], (store) => root.proxyOf(store));
  };
  const has = (name: string): boolean =>
    Object.hasOwn(runtime, name) || Object.hasOwn(fields(), name);
  const refuse = (): never => {
    throw new TypeError("Store proxies are read-only");
  };

  return new Proxy<object>(
    {},
    {
      get: (target, name) => (typeof name === "string" ? read(name) : Reflect.get(target, name)),
      has: (target, name) => (typeof name === "string" ? has(name) : Reflect.has(target, name)),
      ownKeys: () => [...new Set([...Object.keys(runtime), ...Object.keys(fields())])],
      getOwnPropertyDescriptor: (target, name) => {
        if (typeof name !== "string") return Reflect.getOwnPropertyDescriptor(target, name);
        if (!has(name)) return undefined;
        return { value: read(name), configurable: true, enumerable: true, writable: false };
      },
      set: refuse,
      deleteProperty: refuse,
      defineProperty: refuse,
    },
  );
}
