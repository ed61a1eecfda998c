/**
 * Live handles on stores.
 *
 * @module
 */

import { isRecord, type JsonRecord } from "./json.js";
import type { Expected } from "./optimistic.js";
import type { Root } from "./root.js";
import { STORE_ID_KEY } from "./store-id.js";
import type { StoreId } from "./types/wire.js";

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
    subscribe: (listener: () => void) => root.subscribe(key, listener),
    handleEvent: (name: string, handler: (payload: unknown) => void) =>
      root.handleEvent(key, name, handler),
    snapshot: () => root.document.snapshot(key),
  };
  const fields = (): JsonRecord => {
    const node = root.document.store(key)?.node;
    return isRecord(node) ? node : {};
  };
  const read = (name: string | symbol): unknown => {
    if (Object.hasOwn(runtime, name)) return Reflect.get(runtime, name);
    const node = fields();
    if (!Object.hasOwn(node, name)) return undefined;
    return root.document.live(Reflect.get(node, name), (store) => root.proxyOf(store));
  };
  const has = (name: string | symbol): boolean =>
    Object.hasOwn(runtime, name) || Object.hasOwn(fields(), name);
  const refuse = (): never => {
    throw new TypeError("Store proxies are read-only");
  };

  return new Proxy<object>(
    {},
    {
      get: (_, name) => read(name),
      has: (_, name) => has(name),
      ownKeys: () => [...new Set([...Object.keys(runtime), ...Object.keys(fields())])],
      getOwnPropertyDescriptor: (_, name) =>
        has(name)
          ? { value: read(name), configurable: true, enumerable: true, writable: false }
          : undefined,
      set: refuse,
      deleteProperty: refuse,
      defineProperty: refuse,
    },
  );
}
