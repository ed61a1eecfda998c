import { Cart } from "./cart";
import { type CartProxy, useMusubiSnapshot } from "./hooks";
import { money } from "./money";
import { Products } from "./products";

export function Shop({ store }: { store: CartProxy }) {
  return (
    <>
      <header className="top">
        <a className="brand" href="./">
          <svg viewBox="0 0 32 20" aria-hidden="true">
            <path d="M6 16a5 5 0 1 1 2-9.6A7 7 0 0 1 21 7a4.6 4.6 0 1 1 3 9Z" />
          </svg>
          Kumo
        </a>
        <span className="muted tagline">Paper and tea</span>
        <CartLink store={store} />
      </header>
      <div className="page">
        <Products store={store} />
        <Cart store={store} />
      </div>
    </>
  );
}

/** Leads to the cart on a screen where it is out of sight. */
function CartLink({ store }: { store: CartProxy }) {
  const cart = useMusubiSnapshot(store, (cart) => ({
    count: cart?.item_count ?? 0,
    total: cart?.totals.total_cents ?? 0,
  }));
  return (
    <a className="cart-link" href="#cart">
      <span>Cart</span>
      <span className="badge">{cart.count}</span>
      <span className="numbers">{money(cart.total)}</span>
    </a>
  );
}
