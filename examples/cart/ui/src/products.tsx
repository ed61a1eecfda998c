import { type CartProxy, useMusubiCommand, useMusubiSnapshot } from "./hooks";
import { money } from "./money";
import { cartProblem } from "./problems";
import { ProductArt } from "./product-art";
import { useErrorToast } from "./toasts";

export function Products({ store }: { store: CartProxy }) {
  const products = useMusubiSnapshot(store, (cart) => cart?.products ?? []);
  const quantities = useMusubiSnapshot(store, (cart) =>
    Object.fromEntries((cart?.lines ?? []).map((line) => [line.sku, line.quantity])),
  );
  return (
    <main>
      <h1>From the workshop</h1>
      <ul className="products">
        {products.map((product) => (
          <li key={product.sku}>
            <ProductCard store={store} product={product} inCart={quantities[product.sku] ?? 0} />
          </li>
        ))}
      </ul>
    </main>
  );
}

interface ProductCardProps {
  store: CartProxy;
  product: Musubi.Types.Product;
  inCart: number;
}

function ProductCard({ store, product, inCart }: ProductCardProps) {
  const add = useMusubiCommand(store, "add");
  useErrorToast(add.error, cartProblem);
  return (
    <article className="product" aria-label={product.name}>
      <div className="art">
        <ProductArt sku={product.sku} />
        {inCart > 0 && <span className="badge">{inCart} in cart</span>}
      </div>
      <h2>{product.name}</h2>
      <p className="muted">{product.summary}</p>
      <div className="product-foot">
        <span className="numbers price">{money(product.price_cents)}</span>
        <button
          type="button"
          className="button"
          aria-busy={add.isPending}
          onClick={() => add.dispatch({ sku: product.sku }).catch(() => undefined)}
        >
          Add<span className="for-screen-readers"> {product.name} to the cart</span>
        </button>
      </div>
    </article>
  );
}
