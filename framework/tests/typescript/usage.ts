// Compiled with the generated file: what a client may do with the types, and what not.

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(...equal: Equal<A, B> extends true ? [] : [never]): void;

type Definition<Name extends keyof Musubi.Stores> =
  Musubi.Stores[Name] extends { readonly [Musubi.Type]: infer Definition } ? Definition : never;
type CartStore = Definition<"Shop.Stores.Cart">;
type Cart = CartStore["shape"];

same<CartStore["module"], "Shop.Stores.Cart">();
same<Cart, Musubi.Types.Cart>();
same<CartStore["params"], Musubi.Types.CartParams>();
same<Definition<"LineStore">["params"], never>();
same<CartStore["events"], {}>();
same<
  Definition<"LineStore">["events"],
  {
    sold_out: { payload: Musubi.Types.SoldOut };
    "price-changed": { payload: Musubi.Types.PriceChanged };
  }
>();
same<Musubi.Types.SoldOut["left"], number | null>();

same<Cart["totalCents"], number>();
same<Cart["products"], Musubi.Types.Product[]>();
same<Cart["offers"], Musubi.Types.Product[]>();
same<Cart["history"], Musubi.Types.Product[]>();
same<Cart["lines"], Musubi.StoreField<"LineStore">[]>();
same<Cart["gift"], Musubi.StoreField<"LineStore"> | null>();
same<Cart["message"], string | undefined>();
same<Cart["counts"][string], number | null>();
same<Cart["pairs"], [string, number | null][]>();
same<Cart["maybeNames"], (string | null)[]>();
same<Cart["anything"], unknown>();
same<Cart["id"], `${bigint}`>();
same<Cart["odd name"], boolean>();
same<Cart["nothing"], null>();
same<Cart["log"], Musubi.StreamField<Musubi.Types.Product>>();
same<Cart["delivery"], Musubi.AsyncField<Musubi.Types.Line | null>>();
same<Cart["hits"], Musubi.AsyncField<Musubi.StreamField<Musubi.Types.Product>>>();
same<Musubi.Types.Cents, number>();
// @ts-expect-error a skipped field stays on the server
type Secret = Cart["secret"];

const phase: Musubi.Types.Phase = "still_open";
const payments: Musubi.Types.Payment[] = [
  "None",
  { Card: { last_four: "1234" } },
  { Voucher: { kind: "Percent", value: 10 } },
  { Split: [1, 2] },
];
const shippings: Musubi.Types.Shipping[] = [
  { type: "pickUp" },
  { type: "parcel", trackingCode: null, weight: 1.5 },
  { type: "voucher", kind: "Unknown" },
];
const coupons: Musubi.Types.Coupon[] = [
  { kind: "Unknown" },
  { kind: "Percent", value: 10 },
  { kind: "Amount", value: { cents: 5 } },
];
const notes: Musubi.Types.Note[] = ["a", ["a", "b"]];
const tree: Musubi.Types.Tree = { label: "a", children: [{ label: "b", children: [] }] };
const owner: Musubi.Types.Owner = { name: "Mina", mail: "m@example.org" };
const reachable: Musubi.Types.Owner = { name: "Mina", mail: "m@example.org", phone: "1" };

const params: Musubi.Types.CartParams[] = [{ cart: "a" }, { cart: "a", open: true, limit: null }];
// @ts-expect-error a param without a default is required
const without: Musubi.Types.CartParams = { open: true };

type Commands = CartStore["commands"];
same<Commands["add"]["reply"], Musubi.Types.Product>();
same<Commands["check"]["reply"], boolean>();
same<Commands["clear-all"], { payload: {}; reply: never; error: never }>();
same<Commands["forbid"]["error"], { code: string; detail: null }>();
const payloads: Commands["add"]["payload"][] = [{ sku: "a" }, { sku: "a", amount: null }];

function explain(error: Commands["add"]["error"]): string {
  switch (error.code) {
    case "unknown_product":
      return "unknown";
    case "too_many":
      return `${error.detail.most} of ${error.detail.of}`;
    case "coupon":
      return error.detail.code;
  }
}

export { coupons, explain, notes, owner, params, payloads, payments, phase, reachable, shippings };
export { tree, without, type Secret };
