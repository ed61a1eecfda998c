import { type CartProxy, useMusubiSnapshot } from "./hooks";
import { money } from "./money";

export function TotalsList({ store }: { store: CartProxy }) {
  const totals = useMusubiSnapshot(store, (cart) => cart?.totals);
  if (!totals) return null;
  return (
    <>
      <dl className="totals numbers">
        <dt>Subtotal</dt>
        <dd>{money(totals.subtotal_cents)}</dd>
        {totals.discount_cents > 0 && (
          <>
            <dt>Discount</dt>
            <dd>−{money(totals.discount_cents)}</dd>
          </>
        )}
        <dt>Shipping</dt>
        <dd>{totals.shipping_cents === 0 ? "Free" : money(totals.shipping_cents)}</dd>
        <dt className="total">Total</dt>
        <dd className="total">{money(totals.total_cents)}</dd>
      </dl>
      {totals.to_free_shipping_cents > 0 && (
        <p className="muted small numbers">
          {money(totals.to_free_shipping_cents)} more and we ship for free.
        </p>
      )}
    </>
  );
}
