const euros = new Intl.NumberFormat("en-IE", { style: "currency", currency: "EUR" });

/** Cents as a price: `€12.50`. */
export function money(cents: number): string {
  return euros.format(cents / 100);
}
