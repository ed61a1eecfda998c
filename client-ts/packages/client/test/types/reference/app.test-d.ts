import {
  type AsyncResult,
  type CommandPayload,
  type CommandReply,
  connect,
  createStorageCachePersister,
  type EventPayload,
  type ExternalUploader,
  keyOf,
  MusubiCommandError,
  nextSnapshot,
  type StoreModule,
  type StoreProxy,
  type StoreSnapshot,
  type UploadEntry,
  type UploadStatus,
  waitFor,
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

/** Uploads and the cache, as the reference's documentation has them. */
export async function more(files: FileList, storage: Storage): Promise<void> {
  const s3: ExternalUploader = async ({ entry, file, meta, onProgress, signal }) => {
    console.log(entry.ref, file.name, meta, signal.aborted);
    onProgress(100);
  };
  const connection = await connect<R>(new Socket("/socket"), { uploaders: { s3 } });
  const persister = createStorageCachePersister(storage, { prefix: "shop:" });
  const { store, fromCache, isFetching, revalidated } = await connection.mountStore({
    ...PAGE,
    cache: { gcTime: 60_000, persister, buster: "1" },
  });
  console.log(fromCache, isFetching, await revalidated);
  await waitFor(store, (snapshot) => snapshot?.title);
  await nextSnapshot(store);
  const { photo } = store;
  const entries: readonly UploadEntry[] = await photo.select(files);
  await photo.start();
  await photo.cancel(entries[0]?.ref);
  await photo.reset();
  const status: UploadStatus = photo.isError ? photo.status : "idle";
  console.log(status, photo.progress, photo.errors[0]?.code, photo.config.maxEntries);
  await connection.clearStoreCache({ module: PAGE.module, id: PAGE.id });
  connection.onStatusChange((status) => console.log(status === connection.status()));
  await connection.disconnect();
}

/** A wrapper that stays generic, as the reference's documentation has them. */
export function send<M extends StoreModule<R>>(store: StoreProxy<M, R>) {
  return store.snapshot();
}

export const payload: CommandPayload<"Shop.Stores.PageStore", "buy", R> = { sku: "a" };
export const reply: CommandReply<"Shop.Stores.PageStore", "buy", R> = { result: { ok: true } };
export const event: EventPayload<"Shop.Stores.PageStore", "notice", R> = { text: "hi" };
