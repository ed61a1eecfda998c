import {
  type AsyncResult,
  type CommandPayload,
  type CommandReply,
  connect,
  type EventPayload,
  keyOf,
  MusubiCommandError,
  type StoreModule,
  type StoreProxy,
  type StoreSnapshot,
} from "@musubi/client";
import { Socket } from "phoenix";

type R = Musubi.Stores;
const PAGE = { module: "Shop.Stores.PageStore", id: "main", params: { tab: "all" } } as const;

export async function main(): Promise<void> {
  const socket = new Socket("/socket", { params: { token: "t" } });
  const connection = await connect<Musubi.Stores>(socket);
  const { store: page, unmount } = await connection.mountStore(PAGE);
  await connection.mountStore({ module: "Shop.Stores.HeaderStore", id: "top" });

  const title: string = page.title;
  const label: string | null = page.header.label;
  const keys: string[] = page.cards.map((card) => keyOf(card));
  const rows: Shop.Row[] = page.rows;
  const recent: AsyncResult<Shop.Row[]> = page.recent;
  const profile: AsyncResult<Shop.Profile> = page.profile;
  const name = profile.status === "ok" ? profile.data.name : profile.data?.name;
  const order = page.phase.type === "done" ? page.phase.order_id : undefined;

  const snapshot: StoreSnapshot<"Shop.Stores.PageStore", R> | undefined = page.snapshot();
  const header: StoreSnapshot<"Shop.Stores.HeaderStore", R> | undefined = snapshot?.header;
  const stop: () => void = page.subscribe(() => console.log(title, label, keys, rows, recent));
  page.handleEvent("notice", ({ text }) => console.log(text.trim(), name, order, header));

  try {
    const { result } = await page.dispatchCommand("buy", { sku: "a" });
    if ("error" in result) console.log(result.error.length);
    await page.dispatchCommand("clear", {});
  } catch (error) {
    if (MusubiCommandError.is(error)) console.log(error.kind, error.code, error.storeId.join());
  }
  stop();
  await unmount();
}

/** A wrapper that stays generic, as the reference's documentation has them. */
export function send<M extends StoreModule<R>>(store: StoreProxy<M, R>) {
  return store.snapshot();
}

export const payload: CommandPayload<"Shop.Stores.PageStore", "buy", R> = { sku: "a" };
export const reply: CommandReply<"Shop.Stores.PageStore", "buy", R> = { result: { ok: true } };
export const event: EventPayload<"Shop.Stores.PageStore", "notice", R> = { text: "hi" };
