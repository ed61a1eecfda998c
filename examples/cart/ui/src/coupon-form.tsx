import { type FormEvent, useState } from "react";
import { type CartProxy, useMusubiCommand, useMusubiSnapshot } from "./hooks";
import { money } from "./money";
import { cartProblem, couponProblem } from "./problems";
import { useErrorToast } from "./toasts";

export function CouponForm({ store }: { store: CartProxy }) {
  const coupon = useMusubiSnapshot(store, (cart) => cart?.coupon ?? null);
  return coupon ? <Applied store={store} coupon={coupon} /> : <Enter store={store} />;
}

function Enter({ store }: { store: CartProxy }) {
  const [code, setCode] = useState("");
  const apply = useMusubiCommand(store, "apply_coupon");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void apply.dispatch({ code }).catch(() => undefined);
  };
  return (
    <form className="coupon" onSubmit={submit}>
      <label htmlFor="coupon-code">Coupon</label>
      <div className="coupon-row">
        <input
          id="coupon-code"
          value={code}
          placeholder="WELCOME"
          autoComplete="off"
          aria-invalid={apply.error !== null}
          aria-describedby="coupon-problem"
          onChange={(event) => {
            setCode(event.target.value);
            apply.reset();
          }}
        />
        <button type="submit" className="button quiet" disabled={code.trim() === ""}>
          Apply
        </button>
      </div>
      <p id="coupon-problem" className="problem" role="alert">
        {apply.error && couponProblem(apply.error)}
      </p>
    </form>
  );
}

function Applied({ store, coupon }: { store: CartProxy; coupon: Musubi.Types.AppliedCoupon }) {
  const remove = useMusubiCommand(store, "remove_coupon");
  useErrorToast(remove.error, cartProblem);
  return (
    <div className="coupon applied">
      <div>
        <strong>{coupon.code}</strong> <span className="muted">{coupon.summary}</span>
        {coupon.missing_cents > 0 && (
          <p className="problem">Counts once you add {money(coupon.missing_cents)} more.</p>
        )}
      </div>
      <button
        type="button"
        className="link"
        onClick={() => remove.dispatch().catch(() => undefined)}
      >
        Remove<span className="for-screen-readers"> the coupon</span>
      </button>
    </div>
  );
}
