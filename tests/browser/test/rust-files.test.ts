/**
 * The Rust client sends files of a browser: what `client-wasm/browser-tests` makes of `File`s.
 */

import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { repositoryRoot } from "../src/repository.js";
import { test } from "../src/test.js";

/** A mounted room, as the module gives it. */
interface Room {
  send(files: File[]): Promise<string[]>;
  progress(): Uint8Array;
}

/** A file of this many bytes. */
interface Sized {
  readonly name: string;
  readonly size: number;
}

/** Loads the module into a page of the chat, and enters a room. */
async function enter(page: Page): Promise<void> {
  await page.route("**/rust/*", (route) => {
    const name = basename(new URL(route.request().url()).pathname);
    return route.fulfill({ path: join(repositoryRoot, "client-wasm/browser-tests/dist", name) });
  });
  const script = `
    import load, { enter } from "/rust/musubi_client_wasm_browser_tests.js";
    globalThis.room = load().then(() => enter("Rusty", "tea"));
  `;
  await page.addScriptTag({ type: "module", content: script });
  await page.waitForFunction(() => "room" in globalThis);
}

/** What the page's own code sees. */
interface Global {
  readonly room: Promise<Room>;
}

const send = (page: Page, ...files: Sized[]) =>
  page.evaluate(async (files) => {
    const room = await (globalThis as unknown as Global).room;
    const made = files.map(
      ({ name, size }) => new File([new Uint8Array(size)], name, { type: "image/png" }),
    );
    return room.send(made);
  }, files);

const progress = (page: Page) => () =>
  page.evaluate(async () => [...(await (globalThis as unknown as Global).room).progress()]);

/** How many bytes the files have that arrived. */
async function arrived(folder: string): Promise<number[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== "lock");
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
  );
  return sizes.sort((left, right) => left - right);
}

test("files of a browser arrive whole, and those that do not fit are refused", async ({
  start,
  visit,
  folder,
}) => {
  const { url } = await start("musubi-chat", { TMPDIR: folder });
  const page = await visit(url);
  await enter(page);
  const outcomes = await send(
    page,
    { name: "small.png", size: 10 },
    { name: "large.png", size: 500_001 },
    { name: "notes.txt", size: 10 },
  );
  expect(outcomes).toEqual(["sent", "sent", "file type is not accepted"]);
  await expect.poll(progress(page)).toEqual([100, 100]);
  expect(await arrived(folder)).toEqual([10, 500_001]);
});

test("a file whose connection is cut fails, and another can follow", async ({
  start,
  visit,
  folder,
}) => {
  const { proxy, url } = await start("musubi-chat", { TMPDIR: folder });
  const page = await visit(url);
  await enter(page);
  let replies = 0;
  const stopped = proxy.dropNext(({ topic, event }) => {
    if (!topic.startsWith("musubi_upload:") || event !== "phx_reply") return false;
    replies += 1;
    return replies === 4;
  });
  const sending = send(page, { name: "large.png", size: 3_000_000 });
  await stopped;
  proxy.cut();
  expect(await sending).toEqual([expect.stringMatching(/disconnected|connection/i)]);
  await expect.poll(() => arrived(folder)).toEqual([]);
  await expect
    .poll(async () => {
      const [outcome] = await send(page, { name: "small.png", size: 10 });
      return outcome;
    })
    .toBe("sent");
});
