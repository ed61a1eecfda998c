// As the reference's documentation shows it: four slots, no errors, no params.
declare namespace Musubi {
  type StoreId = string[];
  const Type: unique symbol;

  interface StoreDef<Module extends string, Shape, Commands, Events = {}> {
    readonly [Type]: { module: Module; shape: Shape; commands: Commands; events: Events };
  }
  type StoreField<Module extends string> = { readonly [Type]: { kind: "store"; module: Module } };
  type StreamField<Item> = { readonly [Type]: { kind: "stream"; item: Item } };
  type AsyncField<Value> = { readonly [Type]: { kind: "async"; value: Value } };
  type UploadField = { readonly [Type]: { kind: "upload" } };

  interface Stores {
    "Shop.Stores.PageStore": StoreDef<
      "Shop.Stores.PageStore",
      {
        title: string;
        header: Musubi.StoreField<"Shop.Stores.HeaderStore">;
        cards: Musubi.StoreField<"Shop.Stores.HeaderStore">[];
        rows: Musubi.StreamField<Shop.Row>;
        recent: Musubi.AsyncField<Musubi.StreamField<Shop.Row>>;
        profile: Musubi.AsyncField<Shop.Profile>;
        phase: { type: "open" } | { type: "done"; order_id: string };
        photo: UploadField;
      },
      {
        buy: {
          payload: { sku: string };
          reply: { result: { ok: true } | { error: string } };
        };
        clear: { payload: {}; reply: never };
      },
      { notice: { payload: { text: string } } }
    >;
    "Shop.Stores.HeaderStore": StoreDef<"Shop.Stores.HeaderStore", { label: string | null }, {}>;
  }
}

declare namespace Shop {
  interface Row {
    id: string;
    label: string | null;
  }
  interface Profile {
    name: string;
  }
}
