// Written by Musubi from the Rust types of this application; changes are lost.

/**
 * What every generated `musubi.d.ts` starts with: the type-only markers from
 * which `@musubi/client` derives proxies, snapshots, commands and events.
 *
 * Nothing in here exists at run time. The file is ambient: it must never hold
 * an `import` or `export`, and a second `declare namespace Musubi` block with
 * `interface Stores { ... }` completes it.
 */
declare namespace Musubi {
  /** Identity of a store node in the tree of its root; the root's own is `[]`. */
  type StoreId = readonly string[];

  /** Why an async value failed, in the structured form of the wire. */
  interface AsyncError {
    kind: "error" | "exit";
    value: unknown;
  }

  /** An async value as it stands in the wire tree. */
  interface AsyncResult<T> {
    __musubi_async__: true;
    status: "loading" | "ok" | "failed";
    result: T | null;
    reason: AsyncError | null | unknown;
  }

  /**
   * Key of every marker below. It keeps ordinary data from being taken for a
   * marker; clients find it by structure, so each bundle may declare its own.
   */
  const Type: unique symbol;

  /**
   * One store of the registry.
   *
   * - `Commands`: `name: { payload: ...; reply: ...; error: ... }`, where `error`
   *   is a union of `{ code: "..."; detail: ... }` and `never` when the command
   *   declares none.
   * - `Events`: `name: { payload: ... }`.
   * - `Params`: what `mountStore({ params })` takes.
   */
  interface StoreDef<
    Module extends string,
    Shape,
    Commands,
    Events = {},
    Params = Record<string, unknown>,
  > {
    readonly [Type]: {
      module: Module;
      shape: Shape;
      commands: Commands;
      events: Events;
      params: Params;
    };
  }

  /** A field that holds a child store. */
  type StoreField<Module extends string> = {
    readonly [Type]: { kind: "store"; module: Module };
  };

  /** A field that holds a stream; clients read it as `Item[]`. */
  type StreamField<Item> = {
    readonly [Type]: { kind: "stream"; item: Item };
  };

  /** A field that holds an async value; clients read `{ status, data, error }`. */
  type AsyncField<Value> = {
    readonly [Type]: { kind: "async"; value: Value };
  };

  /** A field that holds an upload slot. */
  type UploadField = {
    readonly [Type]: { kind: "upload" };
  };

  /** Limits of an upload slot; sizes are in bytes. */
  interface UploadConfig {
    accept: string[] | "any";
    maxEntries: number;
    maxFileSize: number;
    chunkSize: number;
  }

  /** Where one file of an upload stands. */
  type UploadEntryStatus = "pending" | "uploading" | "success" | "error" | "cancelled";

  /** Where an upload slot stands as a whole. */
  type UploadStatus = "idle" | "selecting" | "uploading" | "success" | "error" | "cancelled";

  /** Why a file, or a whole upload, failed. The set of codes is open. */
  interface UploadError {
    code:
      | "too_large"
      | "too_many_files"
      | "not_accepted"
      | "chunk_timeout"
      | "chunk_too_large"
      | "external_failed"
      | "preflight_rejected"
      | "internal"
      | (string & {});
    message: string;
  }

  /** One file of an upload; `clientSize` is in bytes, `progress` in percent. */
  interface UploadEntry {
    ref: string;
    clientName: string;
    clientSize: number;
    clientType: string;
    progress: number;
    status: UploadEntryStatus;
    errors: UploadError[];
  }

  /** What can be read of an upload slot; `progress` is the mean in percent. */
  interface UploadHandle {
    readonly config: UploadConfig;
    readonly status: UploadStatus;
    readonly entries: readonly UploadEntry[];
    readonly errors: readonly UploadError[];
    readonly progress: number;
  }
}

declare namespace Musubi {
  /** The stores of this application, by their names on the wire. */
  interface Stores {
    /**
     * A shop with one cart, which is saved with every change. All pages of a cart show the same.
     */
    CartStore: StoreDef<
      "CartStore",
      Musubi.Types.Cart,
      {
        /**
         * Puts one more of a product into the cart.
         *
         * Errors:
         * - `unknown_product`: The shop has no such product.
         * - `out_of_range`: A line has at least one, and not more than the shop sells to one customer.
         * - `gone`: The cart has no such line any more.
         * - `unavailable`: The cart could not be saved.
         */
        add: {
          payload: { sku: string };
          reply: never;
          error:
            | { code: "unknown_product"; detail: null }
            | { code: "out_of_range"; detail: { most: number } }
            | { code: "gone"; detail: null }
            | { code: "unavailable"; detail: null };
        };
        /**
         * Puts a coupon into the cart, in place of one that is there.
         *
         * Errors:
         * - `unknown`: There is no coupon with this code.
         * - `expired`: The coupon has expired.
         * - `minimum_not_met`: The cart is too small for the coupon.
         * - `unavailable`: The cart could not be saved.
         */
        apply_coupon: {
          payload: { code: string };
          reply: never;
          error:
            | { code: "unknown"; detail: null }
            | { code: "expired"; detail: { since: string } }
            | { code: "minimum_not_met"; detail: { missing_cents: number } }
            | { code: "unavailable"; detail: null };
        };
        /**
         * Takes the coupon out of the cart.
         *
         * Errors:
         * - `unavailable`: The cart cannot be reached at the moment.
         */
        remove_coupon: { payload: {}; reply: never; error: { code: "unavailable"; detail: null } };
      },
      {},
      Musubi.Types.CartParams
    >;
    /** One line of a cart. */
    LineStore: StoreDef<
      "LineStore",
      Musubi.Types.CartLine,
      {
        /**
         * Sets how many there are.
         *
         * Errors:
         * - `unknown_product`: The shop has no such product.
         * - `out_of_range`: A line has at least one, and not more than the shop sells to one customer.
         * - `gone`: The cart has no such line any more.
         * - `unavailable`: The cart could not be saved.
         */
        set_quantity: {
          payload: { quantity: number };
          reply: never;
          error:
            | { code: "unknown_product"; detail: null }
            | { code: "out_of_range"; detail: { most: number } }
            | { code: "gone"; detail: null }
            | { code: "unavailable"; detail: null };
        };
        /**
         * Takes the line out of the cart.
         *
         * Errors:
         * - `unavailable`: The cart cannot be reached at the moment.
         */
        remove: { payload: {}; reply: never; error: { code: "unavailable"; detail: null } };
      },
      {},
      never
    >;
  }
}

declare namespace Musubi.Types {
  /** A coupon in a cart. */
  interface AppliedCoupon {
    /** Its code. */
    code: string;
    /** What it does. */
    summary: string;
    /** How much the subtotal lacks for it to count, in cents. */
    missing_cents: number;
  }

  /** A cart and the shop around it. */
  interface Cart {
    /** What is in the cart, in the order in which it was added. */
    lines: Musubi.StoreField<"LineStore">[];
    /** How many things these are. */
    item_count: number;
    /** The coupon in the cart. */
    coupon: Musubi.Types.AppliedCoupon | null;
    /** What it costs. */
    totals: Musubi.Types.Totals;
    /** Everything that can be bought. */
    products: Musubi.Types.Product[];
  }

  /** One line of a cart. */
  interface CartLine {
    /** Identifies the product. */
    sku: string;
    /** What the product is called. */
    name: string;
    /** One line about it. */
    summary: string;
    /** The price of one, in cents. */
    price_cents: number;
    /** How many. */
    quantity: number;
    /** What they cost together, in cents. */
    line_cents: number;
  }

  /** Which cart. */
  interface CartParams {
    /** Its id: 1 to 40 letters, digits and `-`. A cart that was never used is empty. */
    cart: string;
  }

  /** A product of the shop. */
  interface Product {
    /** Identifies the product. */
    sku: string;
    /** What it is called. */
    name: string;
    /** One line about it. */
    summary: string;
    /** The price of one, in cents. */
    price_cents: number;
  }

  /** What a cart costs, in cents. */
  interface Totals {
    /** The lines together. */
    subtotal_cents: number;
    /** What the coupon takes off. */
    discount_cents: number;
    /** Sending it. */
    shipping_cents: number;
    /** How much more would make shipping free. */
    to_free_shipping_cents: number;
    /** What is to be paid. */
    total_cents: number;
  }
}
