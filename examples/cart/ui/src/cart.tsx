import { keyOf } from "@musubi/client";
import { useRef } from "react";
import { CouponForm } from "./coupon-form";
import { type CartProxy, useMusubiSnapshot } from "./hooks";
import { LineRow } from "./line-row";
import { TotalsList } from "./totals-list";

export function Cart({ store }: { store: CartProxy }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const count = useMusubiSnapshot(store, (cart) => cart?.item_count ?? 0);
  return (
    <aside className="cart" id="cart" aria-labelledby="cart-heading">
      <h2 id="cart-heading" ref={heading} tabIndex={-1}>
        Your cart <span className="muted numbers">{count > 0 && `(${count})`}</span>
      </h2>
      {count === 0 ? (
        <Empty />
      ) : (
        <>
          <Lines store={store} onRemoved={() => heading.current?.focus()} />
          <CouponForm store={store} />
          <TotalsList store={store} />
          <button type="button" className="button wide" disabled>
            Check out
          </button>
          <p className="muted small">This is an example: nothing is sold.</p>
        </>
      )}
    </aside>
  );
}

/** Renders again when lines come, go or move; a line itself renders when it changes. */
function Lines({ store, onRemoved }: { store: CartProxy; onRemoved: () => void }) {
  useMusubiSnapshot(store, (cart) => cart?.lines.map((line) => line.sku) ?? []);
  return (
    <ul className="lines">
      {store.lines.map((line) => (
        <LineRow key={keyOf(line)} store={line} onRemoved={onRemoved} />
      ))}
    </ul>
  );
}

function Empty() {
  return (
    <div className="empty">
      <svg viewBox="0 0 64 64" aria-hidden="true">
        <path d="M14 24h36l-3 28a4 4 0 0 1-4 3.6H21a4 4 0 0 1-4-3.6Z" />
        <path d="M24 30v-9a8 8 0 0 1 16 0v9" />
      </svg>
      <p>Nothing here yet.</p>
      <p className="muted">Add something from the workshop.</p>
    </div>
  );
}
