declare namespace Musubi {
  interface Stores {
    "Test.Store": StoreDef<
      "Test.Store",
      {
        title: string;
        count: number;
        child: StoreField<"Test.Child">;
        panel: StoreField<"Test.Child"> | null;
        rows: StoreField<"Test.Child">[];
        feed: { messages: StreamField<{ id: string; body: string }> };
        news: AsyncField<StreamField<{ id: string }>>;
        users: StreamField<{ id: string; name: string }>;
        profile: AsyncField<{ name: string }>;
        avatar: UploadField;
        cards: StreamField<{ id: string; card: StoreField<"Test.Child"> }>;
        meta: { tags: string[]; messages?: string };
      },
      {
        rename: { payload: { title: string }; reply: never; error: never };
        echo: { payload: { label: string }; reply: { ok: boolean; label: string }; error: never };
        coupon: {
          payload: { code: string };
          reply: { percent: number };
          error: { code: "expired"; detail: { since: string } } | { code: "unknown"; detail: null };
        };
        clear: { payload: {}; reply: never; error: never };
      },
      { toast: { payload: { msg: string } } },
      { room?: string }
    >;
    "Test.Other": StoreDef<"Test.Other", { title: string }, {}, {}, {}>;
    "Test.Child": StoreDef<
      "Test.Child",
      { label: string; items: StreamField<{ id: string }> },
      { relabel: { payload: { label: string }; reply: never; error: never } },
      { ping: { payload: { at: number } } },
      {}
    >;
  }
}
