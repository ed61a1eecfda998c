import { type LineProxy, useMusubiCommand, useMusubiSnapshot } from "./hooks";
import { money } from "./money";
import { cartProblem } from "./problems";
import { ProductArt } from "./product-art";
import { QuantityField } from "./quantity-field";
import { useErrorToast } from "./toasts";

interface LineRowProps {
  store: LineProxy;
  /** Called after the line was taken out, when nothing of it can have the focus any more. */
  onRemoved: () => void;
}

export function LineRow({ store, onRemoved }: LineRowProps) {
  const line = useMusubiSnapshot(store);
  const setQuantity = useMusubiCommand(store, "set_quantity");
  const remove = useMusubiCommand(store, "remove");
  useErrorToast(setQuantity.error, cartProblem);
  useErrorToast(remove.error, cartProblem);
  if (!line) return null;
  return (
    <li
      className="line"
      aria-label={line.name}
      aria-busy={setQuantity.isPending || remove.isPending}
    >
      <div className="art small-art">
        <ProductArt sku={line.sku} />
      </div>
      <div className="line-name">
        <strong>{line.name}</strong>
        <span className="muted small numbers">{money(line.price_cents)} each</span>
      </div>
      <span className="numbers line-price">{money(line.line_cents)}</span>
      <div className="line-controls">
        <QuantityField
          label={`Quantity of ${line.name}`}
          value={line.quantity}
          onChange={(quantity) => setQuantity.dispatch({ quantity })}
        />
        <button
          type="button"
          className="link"
          onClick={() => remove.dispatch().then(onRemoved, () => undefined)}
        >
          Remove<span className="for-screen-readers"> {line.name}</span>
        </button>
      </div>
    </li>
  );
}
