/// <reference path="../../../examples/chat/ui/src/musubi.d.ts" />

/**
 * A page in JavaScript sends files through the Rust client, as it would through `@musubi/client`.
 */

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { MountedStore } from "@musubi/client";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { type Global, openRustModule, rustModulePage } from "../src/rust-module.js";
import { type App, test } from "../src/test.js";

interface Kept extends Global {
  room: MountedStore<"RoomStore", Musubi.Stores>;
  woken: number;
}

async function enter(app: App, visit: (url: string) => Promise<Page>): Promise<Page> {
  const page = await visit("about:blank");
  await openRustModule(page, await rustModulePage(app.proxy));
  await page.evaluate(async () => {
    const kept = globalThis as unknown as Kept;
    const connection = await kept.rust.connect<Musubi.Stores>("/socket", {
      params: { name: "Rusty" },
    });
    kept.room = await connection.mountStore({
      module: "RoomStore",
      id: "tea",
      params: { room: "tea" },
    });
    kept.woken = 0;
    kept.room.store.subscribe(() => {
      kept.woken += 1;
    });
  });
  return page;
}

/** How many bytes the files have that arrived. */
async function arrived(folder: string): Promise<number[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== "lock");
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
  );
  return sizes.sort((left, right) => left - right);
}

test("chosen files are entries, are sent, and subscribers see how far they are", async ({
  start,
  visit,
  folder,
}) => {
  const page = await enter(await start("musubi-chat", { TMPDIR: folder }), visit);
  const shown = await page.evaluate(async () => {
    const kept = globalThis as unknown as Kept;
    const { store } = kept.room;
    const file = (name: string, size: number, type: string) =>
      new File([new Uint8Array(size)], name, { type });
    const before = store.snapshot()?.images;
    const chosen = await store.images.select([
      file("small.png", 10, "image/png"),
      file("large.png", 500_001, "image/png"),
      file("notes.txt", 10, "text/plain"),
    ]);
    const offered = store.snapshot()?.images;
    const refused = offered?.errors.map(({ code, clientName }) => `${code}: ${clientName}`);
    await store.images.start();
    const sent = store.snapshot()?.images;
    return {
      before: before?.status,
      chosen: chosen.map(({ clientName, isPending }) => `${clientName} ${isPending}`),
      refused,
      offered: offered?.status,
      isOther: before !== offered && offered !== sent,
      sent: sent?.entries.map(({ status, progress }) => `${status} ${progress}`),
      progress: sent?.progress,
      woken: kept.woken > 3,
    };
  });
  expect(shown).toEqual({
    before: "idle",
    chosen: ["small.png true", "large.png true"],
    refused: ["not_accepted: notes.txt"],
    offered: "error",
    isOther: true,
    sent: ["success 100", "success 100"],
    progress: 100,
    woken: true,
  });
  expect(await arrived(folder)).toEqual([10, 500_001]);
});

test("a file that is cancelled on its way is given up, and one that fails says so", async ({
  start,
  visit,
  folder,
}) => {
  const app = await start("musubi-chat", { TMPDIR: folder });
  const { proxy } = app;
  const page = await enter(app, visit);
  const select = (size: number) =>
    page.evaluate(async (size) => {
      const { store } = (globalThis as unknown as Kept).room;
      const file = new File([new Uint8Array(size)], "large.png", { type: "image/png" });
      await store.images.select([file]);
    }, size);
  await select(3_000_000);
  const cancelled = await page.evaluate(async () => {
    const { store } = (globalThis as unknown as Kept).room;
    const sending = store.images.start();
    await store.images.cancel();
    await sending;
    const { status, entries } = store.images;
    return { status, entries: entries.length };
  });
  expect(cancelled).toEqual({ status: "cancelled", entries: 0 });
  await expect.poll(() => arrived(folder)).toEqual([]);
  await select(3_000_000);
  let replies = 0;
  const stopped = proxy.dropNext(({ topic, event }) => {
    if (!topic.startsWith("musubi_upload:") || event !== "phx_reply") return false;
    replies += 1;
    return replies === 4;
  });
  const failed = page.evaluate(async () => {
    const { store } = (globalThis as unknown as Kept).room;
    await store.images.start();
    const { status, entries } = store.images;
    return { status, errors: entries.flatMap(({ errors }) => errors.map(({ code }) => code)) };
  });
  await stopped;
  proxy.cut();
  expect(await failed).toEqual({ status: "error", errors: ["internal"] });
});
