import type {
  AsyncResult,
  MusubiConnection,
  ProxyValue,
  SnapshotValue,
  StoreProxy,
  StoreSnapshot,
  UploadHandle,
} from "@musubi/client";
import { connect, keyOf, nextSnapshot, optimistic, waitFor, watch } from "@musubi/client";
import { Socket } from "phoenix";
import { check, type Same } from "./assert.js";

type R = Musubi.Stores;
type Cart = StoreSnapshot<"Cart", R>;
type Header = StoreSnapshot<"Header", R>;

// Snapshots.
check<Same<Cart["title"], string>>();
check<Same<Cart["total"], number | null>>();
check<Same<Cart["open"], boolean>>();
check<Same<Cart["raw"], unknown>>();
check<Same<Cart["header"], Header>>();
check<Same<Cart["rows"], Header[]>>();
check<Same<Cart["panel"], Header | null>>();
check<Same<Cart["nested"], { deep: { store: Header }[] }>>();
check<Same<Cart["pair"], [string, Header]>>();
check<Same<Cart["lines"], Shop.Line[]>>();
check<Same<Cart["profile"], AsyncResult<Shop.Profile | null>>>();
check<Same<Cart["feed"], AsyncResult<Shop.Line[]>>>();
check<Same<Cart["later"], AsyncResult<Header>>>();
check<Same<Cart["phase"], { type: "open" } | { type: "done"; orderId: string }>>();
check<Same<Cart["photo"], UploadHandle>>();
check<Same<Cart["counts"], Record<string, number>>>();
check<Same<SnapshotValue<{ a: { b: string }[] }, R>, { a: { b: string }[] }>>();
check<Same<SnapshotValue<{}, R>, {}>>();
// biome-ignore lint/suspicious/noExplicitAny: that `any` stays `any` is what is checked.
check<Same<SnapshotValue<any, R>, any>>();
check<Same<ProxyValue<{ a?: string }, R>, { a?: string }>>();

// Proxies.
declare const cart: StoreProxy<"Cart", R>;
check<Same<typeof cart.header, StoreProxy<"Header", R>>>();
check<Same<(typeof cart.rows)[number], StoreProxy<"Header", R>>>();
check<Same<typeof cart.later, AsyncResult<Header>>>();
check<Same<typeof cart.lines, Shop.Line[]>>();
const key: string = keyOf(cart.header);

// Commands.
async function commands() {
  check<Same<Awaited<ReturnType<typeof buy>>, { orderId: string }>>();
  check<Same<Awaited<ReturnType<typeof clear>>, Record<string, never>>>();
  await cart.dispatchCommand("clear", {});
  await cart.dispatchCommand(
    "buy",
    { sku: "x" },
    optimistic((draft, payload) => {
      check<Same<typeof payload, { sku: string }>>();
      draft.total = (draft.total ?? 0) + 1;
      draft.header.label = payload.sku;
      // @ts-expect-error the member has another type
      draft.title = 1;
    }),
  );
  await cart.dispatchCommand(
    "clear",
    undefined,
    optimistic((draft) => {
      draft.lines = [];
    }),
  );
  // @ts-expect-error it is made by `optimistic`
  await cart.dispatchCommand("clear", {}, { optimistic: () => {} });
  watch(
    cart,
    (snapshot) => snapshot?.header.label,
    (label, _before) => check<Same<typeof label | typeof _before, string | undefined>>(),
  );
  await cart.dispatchCommand("filter");
  await cart.dispatchCommand("filter", { text: "x" });
  // @ts-expect-error the payload is missing
  await cart.dispatchCommand("buy");
  // @ts-expect-error the payload has the wrong type
  await cart.dispatchCommand("buy", { sku: 1 });
  // @ts-expect-error the payload has an unknown member
  await cart.dispatchCommand("filter", { txt: "x" });
  // @ts-expect-error there is no such command
  await cart.dispatchCommand("sell", {});
  // @ts-expect-error the store has no commands
  await cart.header.dispatchCommand("buy", { sku: "x" });
}
const buy = () => cart.dispatchCommand("buy", { sku: "x" });
const clear = () => cart.dispatchCommand("clear");

// Events.
cart.handleEvent("notice", (payload) => check<Same<typeof payload, { text: string }>>());
// @ts-expect-error there is no such event
cart.handleEvent("alarm", () => {});

// Mounting.
async function mounting(connection: MusubiConnection<R>) {
  const { store } = await connection.mountStore({
    module: "Cart",
    id: "main",
    params: { room: "a" },
  });
  check<Same<typeof store, StoreProxy<"Cart", R>>>();
  await connection.mountStore({ module: "Header", id: "main" });
  await connection.mountStore({ module: "Page", id: "main" });
  await connection.mountStore({ module: "Page", id: "main", params: { start: 1 } });
  // @ts-expect-error the params are missing
  await connection.mountStore({ module: "Cart", id: "main" });
  // @ts-expect-error a param is missing
  await connection.mountStore({ module: "Cart", id: "main", params: {} });
  // @ts-expect-error a param has the wrong type
  await connection.mountStore({ module: "Page", id: "main", params: { start: "1" } });
  // @ts-expect-error the id is missing
  await connection.mountStore({ module: "Page" });
  // @ts-expect-error there is no such module
  await connection.mountStore({ module: "Nope", id: "main" });
}

// Waiting keeps the types of whatever proxy it is given.
async function waiting() {
  check<Same<Awaited<ReturnType<typeof nextSnapshot>>, void>>();
  await nextSnapshot(cart.header);
  const line = await waitFor(cart, (snapshot) => snapshot?.lines[0]);
  check<Same<typeof line, Shop.Line>>();
  const label = await waitFor(cart.header, (snapshot) => snapshot?.label);
  check<Same<typeof label, string>>();
}

// The types of the npm package fit as they are.
async function connecting() {
  const connection = await connect<R>(new Socket("/socket"));
  check<Same<typeof connection, MusubiConnection<R>>>();
}

export { commands, connecting, key, mounting, waiting };
