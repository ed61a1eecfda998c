import { MusubiMountError } from "@musubi/react";
import { useEffect, useState } from "react";
import { cartId, newCartAddress, rememberCart } from "./cart-id";
import { ConnectionBanner } from "./connection-banner";
import { useMusubiRoot } from "./hooks";
import { Shop } from "./shop";
import { Skeleton } from "./skeleton";

export function App() {
  const [cart] = useState(cartId);
  const { store, error } = useMusubiRoot({ module: "CartStore", id: cart, params: { cart } });
  useEffect(() => {
    if (store) rememberCart(cart);
  }, [store, cart]);
  return (
    <>
      <ConnectionBanner />
      {error ? <Refused error={error} /> : store ? <Shop store={store} /> : <Skeleton />}
    </>
  );
}

function Refused({ error }: { error: Error }) {
  return (
    <main className="refused" role="alert">
      <h1>This cart cannot be opened</h1>
      <p className="muted">{MusubiMountError.is(error) ? error.reason : error.message}</p>
      <a className="button" href={newCartAddress()}>
        Start a new cart
      </a>
    </main>
  );
}
