/** A drawing of a product. Its name stands beside it, so it says nothing to a screen reader. */
export function ProductArt({ sku }: { sku: string }) {
  return (
    <svg aria-hidden="true" data-sku={sku}>
      <use href={`./products.svg#${sku}`} />
    </svg>
  );
}
