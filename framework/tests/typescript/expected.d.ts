declare namespace Musubi {
  /** The stores of this application, by their names on the wire. */
  interface Stores {
    ClockStore: StoreDef<"ClockStore", Musubi.Types.Line, {}, {}, {}>;
    LineStore: StoreDef<
      "LineStore",
      Musubi.Types.Line,
      { remove: { payload: {}; reply: never; error: never } },
      {
        sold_out: { payload: Musubi.Types.SoldOut };
        "price-changed": { payload: Musubi.Types.PriceChanged };
      },
      never
    >;
    /**
     * A cart.
     *
     * Everyone who mounts it sees the same.
     */
    "Shop.Stores.Cart": StoreDef<
      "Shop.Stores.Cart",
      Musubi.Types.Cart,
      {
        /**
         * Adds a product.
         *
         * Errors:
         * - `unknown_product`: There is no such product.
         */
        add: {
          payload: { sku: string; amount?: number | null };
          reply: Musubi.Types.Product;
          error:
            | { code: "unknown_product"; detail: null }
            | { code: "too_many"; detail: { most: number; of: string } }
            | { code: "coupon"; detail: Musubi.Types.OtherCoupon };
        };
        "clear-all": { payload: {}; reply: never; error: never };
        check: { payload: { "due date"?: string }; reply: boolean; error: never };
        forbid: { payload: {}; reply: never; error: { code: string; detail: null } };
      },
      {},
      Musubi.Types.CartParams
    >;
  }
}

declare namespace Musubi.Types {
  /**
   * What stands in a shop's cart.
   *
   * Lines are children; everything else is plain.
   */
  interface Cart {
    /** Before any discount. */
    totalCents: number;
    totals: Musubi.Types.Line;
    owner: Musubi.Types.Owner;
    products: Musubi.Types.Product[];
    offers: Musubi.Types.Product[];
    history: Musubi.Types.Product[];
    lines: Musubi.StoreField<"LineStore">[];
    gift: Musubi.StoreField<"LineStore"> | null;
    first: Musubi.StoreField<"LineStore">;
    phase: Musubi.Types.Phase;
    payment: Musubi.Types.Payment;
    shipping: Musubi.Types.Shipping;
    note: Musubi.Types.Note;
    coupon: Musubi.Types.Coupon | null;
    message?: string;
    bySku: { [key: string]: Musubi.Types.Product };
    counts: { [key: string]: number | null };
    tags: string[];
    pair: [string, number | null];
    pairs: [string, number | null][];
    maybeNames: (string | null)[];
    anything: unknown;
    id: `${bigint}`;
    address: `${number}.${number}.${number}.${number}`;
    /** Ends a comment: *\/ in the middle. */
    "odd name": boolean;
    nothing: null;
    boxed: Musubi.Types.Tree;
    unit: Musubi.Types.Unit;
    log: Musubi.StreamField<Musubi.Types.Product>;
    delivery: Musubi.AsyncField<Musubi.Types.Line | null>;
    hits: Musubi.AsyncField<Musubi.StreamField<Musubi.Types.Product>>;
  }

  interface CartParams {
    cart: string;
    open?: boolean;
    limit?: number | null;
  }

  /** Money. */
  type Cents = number;

  interface Contact {
    mail: string;
  }

  type Coupon =
    | { kind: "Unknown" }
    | { kind: "Percent"; value: number }
    | { kind: "Amount"; value: { cents: number } };

  interface Extra {
    phone: string;
  }

  interface Line {
    sku: string;
  }

  type Note = string | string[];

  interface OtherCoupon {
    code: string;
  }

  type Owner = { name: string }
    & Musubi.Types.Contact
    & (Musubi.Types.Extra | {})
    & { [key: string]: unknown };

  type Payment =
    | "None"
    | { Card: { last_four: string } }
    | { Voucher: Musubi.Types.Coupon }
    | { Split: [Musubi.Types.Cents, Musubi.Types.Cents] };

  /**
   * Where an order stands.
   *
   * - `still_open`: Things can be added.
   */
  type Phase = "still_open" | "paid";

  type PriceChanged = Musubi.Types.Cents;

  interface Product {
    /** Identifies it. */
    sku: string;
    price: Musubi.Types.Cents;
  }

  type Shipping =
    | { type: "pickUp" }
    | { type: "parcel"; trackingCode: string | null; weight: number }
    | ({ type: "voucher" } & Musubi.Types.Coupon);

  /** A line has sold out. */
  interface SoldOut {
    sku: string;
    left: number | null;
  }

  interface Tree {
    label: string;
    children: Musubi.Types.Tree[];
  }

  type Unit = null;
}
