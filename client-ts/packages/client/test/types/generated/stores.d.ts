// As our server writes it, below the header.
declare namespace Musubi {
  interface Stores {
    Cart: StoreDef<
      "Cart",
      {
        title: string;
        total: number | null;
        open: boolean;
        raw: unknown;
        header: StoreField<"Header">;
        rows: StoreField<"Header">[];
        panel: StoreField<"Header"> | null;
        nested: { deep: { store: StoreField<"Header"> }[] };
        pair: [string, StoreField<"Header">];
        lines: StreamField<Shop.Line>;
        profile: AsyncField<Shop.Profile | null>;
        feed: AsyncField<StreamField<Shop.Line>>;
        later: AsyncField<StoreField<"Header">>;
        phase: { type: "open" } | { type: "done"; orderId: string };
        photo: UploadField;
        counts: Record<string, number>;
      },
      {
        buy: {
          payload: { sku: string };
          reply: { orderId: string };
          error:
            | { code: "out_of_stock"; detail: { left: number } }
            | { code: "closed"; detail: null };
        };
        clear: { payload: {}; reply: never; error: never };
        refuse: { payload: {}; reply: never; error: { code: string; detail: null } };
        filter: { payload: { text?: string }; reply: { hits: number }; error: never };
      },
      { notice: { payload: { text: string } } },
      { room: string; limit?: number }
    >;
    Header: StoreDef<"Header", { label: string }, {}, {}, {}>;
    Page: StoreDef<"Page", { n: number }, {}, {}, { start?: number }>;
  }
}

declare namespace Shop {
  interface Line {
    id: string;
    qty: number;
  }
  interface Profile {
    name: string;
  }
}
