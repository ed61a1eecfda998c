const STORED = "kumo:cart";

/**
 * The cart of this page: the one in the address (`?cart=…`), else the one that this browser used
 * last, else a new one. It is put into the address, so that another tab can open it.
 */
export function cartId(): string {
  const address = new URL(location.href);
  const id = address.searchParams.get("cart") ?? localStorage.getItem(STORED) ?? newId();
  if (address.searchParams.get("cart") !== id) {
    address.searchParams.set("cart", id);
    history.replaceState(null, "", address);
  }
  return id;
}

/** Makes this the cart that the browser opens next time. */
export function rememberCart(id: string): void {
  localStorage.setItem(STORED, id);
}

/** Where a new, empty cart is. */
export function newCartAddress(): string {
  return `?cart=${newId()}`;
}

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
