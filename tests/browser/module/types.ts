/// <reference path="../../../examples/cart/ui/src/musubi.d.ts" />

/**
 * The types of the Rust client's face: those of `@musubi/client`, without a cast. Nothing runs this.
 *
 * @module
 */

import {
  type ConnectOptions,
  createMemoryPersister,
  isCommandError,
  type MusubiConnection,
  type StoreSnapshot,
  tryCommand,
  watch,
} from "@musubi/client";
import {
  connect,
  type JsConnectOptions,
} from "../../../client-wasm/browser-tests/dist/musubi_client_wasm_browser_tests.js";

export async function shop(): Promise<void> {
  const { uploaders }: ConnectOptions = {};
  const options: JsConnectOptions = { params: { token: "abc" }, joinTimeout: 5_000, uploaders };
  const connection = await connect<Musubi.Stores>("/socket", options);
  // @ts-expect-error: the options have names
  await connect("/socket", { timeout: 1 });
  // @ts-expect-error: params are texts
  await connect("/socket", { params: { token: 1 } });

  const { store, unmount } = await connection.mountStore({
    module: "CartStore",
    id: "main",
    params: { cart: "tea" },
  });
  // @ts-expect-error: there is no such store
  await connection.mountStore({ module: "Unknown", id: "main" });
  // @ts-expect-error: the params are not those of a cart
  await connection.mountStore({ module: "CartStore", id: "main", params: { cart: 1 } });
  const persister = createMemoryPersister();
  await connection.mountStore({
    module: "CartStore",
    id: "main",
    params: { cart: "tea" },
    // @ts-expect-error: there is no cache
    cache: { persister },
  });
  const full: MusubiConnection<Musubi.Stores> = connection;
  await full.clearStoreCache();

  const count: number = store.item_count;
  const quantity: number | undefined = store.lines[0]?.quantity;
  const snapshot: StoreSnapshot<"CartStore", Musubi.Stores> | undefined = store.snapshot();
  const cents: number | undefined = snapshot?.lines[0]?.line_cents;
  await store.lines[0]?.dispatchCommand("set_quantity", { quantity: 2 });
  // @ts-expect-error: a line has no such command
  await store.lines[0]?.dispatchCommand("add", { sku: "washi" });

  const applied = await tryCommand(store, "apply_coupon", { code: "TEA" });
  if (!applied.ok && applied.error.code === "expired") {
    const since: string = applied.error.detail.since;
    console.log(since);
  }
  try {
    await store.dispatchCommand("apply_coupon", { code: "TEA" });
  } catch (error) {
    if (!isCommandError(store, "apply_coupon", error)) throw error;
    if (error.code === "minimum_not_met") console.log(error.detail.missing_cents);
  }
  watch(
    store,
    (snapshot) => snapshot?.totals.total_cents,
    (total) => console.log(total),
  );
  const status: "connecting" | "ready" | "reconnecting" = connection.status();
  connection.onStatusChange((status) => console.log(status));
  console.log(count, quantity, cents, status);
  await unmount();
  await connection.disconnect();
}
