import {
  type CommandErrorOf,
  createMusubi,
  keyOf,
  type MusubiConnection,
  type StoreProxy,
  type StoreSnapshot,
  shallowEqual,
  type UploadHandle,
} from "@musubi/react";
import { Socket } from "phoenix";
import { check, type Same } from "../../../client/test/types/generated/assert.js";

type R = Musubi.Stores;

const {
  connect,
  MusubiProvider,
  useMusubiAsync,
  useMusubiCommand,
  useMusubiConnection,
  useMusubiConnectionStatus,
  useMusubiEvent,
  useMusubiRoot,
  useMusubiRootSuspense,
  useMusubiSnapshot,
  useMusubiSnapshotSuspense,
  useMusubiUpload,
} = createMusubi<Musubi.Stores>();

const CART = { module: "Cart", id: "main", params: { room: "a" } } as const;
const socket = new Socket("/socket");

export function App() {
  return (
    <MusubiProvider socket={socket} topic="musubi:connection">
      <Shell />
    </MusubiProvider>
  );
}

export function Given({ connection }: { connection: MusubiConnection<R> }) {
  // @ts-expect-error a provider takes one of the two
  const both = <MusubiProvider connection={connection} socket={socket} />;
  // @ts-expect-error a provider takes one of the two
  const neither = <MusubiProvider />;
  return (
    <MusubiProvider connection={connection}>
      {both}
      {neither}
    </MusubiProvider>
  );
}

function Shell() {
  const status = useMusubiConnectionStatus();
  if (status.state === "error") return <p>{status.error.message}</p>;
  if (status.state === "connecting") return null;
  check<Same<typeof status.connection, MusubiConnection<R>>>();
  return <Page />;
}

function Page() {
  check<Same<ReturnType<typeof useMusubiConnection>, MusubiConnection<R>>>();
  const cart = useMusubiRoot({ ...CART, keepPreviousData: true, unmountOnCleanup: false });
  // @ts-expect-error the params are missing
  useMusubiRoot({ module: "Cart", id: "main" });
  // @ts-expect-error there is no such module
  useMusubiRoot({ module: "Nope", id: "main" });
  useMusubiRoot({ module: "Page", id: "main" });
  if (cart.status === "error") return <p>{cart.error.message}</p>;
  if (cart.status === "loading") return null;
  check<Same<typeof cart.store, StoreProxy<"Cart", R>>>();
  return <Cart store={cart.store} />;
}

export function Suspended() {
  const cart = useMusubiRootSuspense(CART);
  check<Same<typeof cart, StoreProxy<"Cart", R>>>();
  const snapshot = useMusubiSnapshotSuspense(cart);
  check<Same<typeof snapshot, StoreSnapshot<"Cart", R>>>();
  const title = useMusubiSnapshotSuspense(cart, ({ title }) => title);
  check<Same<typeof title, string>>();
  const profile = useMusubiAsync(cart, (s) => s.profile);
  check<Same<typeof profile, Shop.Profile | null>>();
  const feed = useMusubiAsync(cart, (s) => s.feed);
  check<Same<typeof feed, Shop.Line[]>>();
  // @ts-expect-error the field is not async
  useMusubiAsync(cart, (s) => s.title);
  return null;
}

function Cart({ store }: { store: StoreProxy<"Cart", R> }) {
  const snapshot = useMusubiSnapshot(store);
  check<Same<typeof snapshot, StoreSnapshot<"Cart", R> | undefined>>();
  const total = useMusubiSnapshot(store, (s) => s?.total ?? 0);
  check<Same<typeof total, number>>();
  useMusubiSnapshot(store, (s) => ({ title: s?.title }), shallowEqual);

  const buy = useMusubiCommand(store, "buy");
  check<Same<typeof buy.error, CommandErrorOf<"Cart", "buy", R> | null>>();
  check<Same<typeof buy.data, { orderId: string } | null>>();
  const send = async () => {
    const { orderId } = await buy.dispatch({ sku: "x" });
    return orderId.length;
  };
  // @ts-expect-error the payload is missing
  const wrong = () => buy.dispatch();
  const attempt = async () => {
    const result = await buy.tryDispatch({ sku: "x" });
    if (result.ok) return result.reply.orderId.length;
    return result.error.code === "out_of_stock" ? result.error.detail.left : 0;
  };
  useMusubiCommand(store, "buy", {
    optimistic(draft, payload) {
      check<Same<typeof payload, { sku: string }>>();
      draft.total = (draft.total ?? 0) + 1;
      draft.lines.push({ id: payload.sku, qty: 1 });
      draft.header.label = "new";
      // @ts-expect-error the member has another type
      draft.title = 1;
      // @ts-expect-error an upload cannot be drafted
      draft.photo.progress = 1;
    },
  });
  const clear = useMusubiCommand(store, "clear");
  const empty = () => clear.dispatch();
  // @ts-expect-error there is no such command
  useMusubiCommand(store, "sell");

  useMusubiEvent(store, "notice", (payload) => check<Same<typeof payload, { text: string }>>());
  // @ts-expect-error there is no such event
  useMusubiEvent(store, "alarm", () => {});

  const photo = useMusubiUpload(store, "photo");
  check<Same<typeof photo, UploadHandle | undefined>>();
  // @ts-expect-error the field is no upload
  useMusubiUpload(store, "title");

  const message =
    buy.error?.code === "out_of_stock" ? `only ${buy.error.detail.left} left` : buy.error?.message;
  return (
    <div>
      {message}
      {store.rows.map((row) => (
        <Row key={keyOf(row)} store={row} />
      ))}
      {[send, wrong, empty, attempt, clear.reset].length}
    </div>
  );
}

function Row({ store }: { store: StoreProxy<"Header", R> }) {
  return <p>{useMusubiSnapshot(store)?.label}</p>;
}

export const connecting: Promise<MusubiConnection<R>> = connect(socket, { topic: "x" });
