/**
 * What the Rust client shows to JavaScript is what `@musubi/client` shows: both are sent the recorded
 * sessions of the repository.
 */

import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import { repositoryRoot } from "../src/repository.js";
import { type Global, openRustModule, type Recording, rustModulePage } from "../src/rust-module.js";
import { test } from "../src/test.js";

interface Session {
  readonly frames: readonly { dir: string; event: string; payload: Record<string, unknown> }[];
}

/** The roots that the module knows: those of `tests/stores`. */
const MODULES = "Form Labels Board Race House Weather Feed Desk Album".split(" ");

/** The sessions of those roots, each of one page, as they were recorded. */
async function recordings(): Promise<[name: string, recording: Recording][]> {
  const folder = path.join(repositoryRoot, "tests/sessions");
  const read = (await readdir(folder)).sort().map(async (name) => {
    const { frames } = JSON.parse(await readFile(path.join(folder, name), "utf8")) as Session;
    const join = frames.find(({ event }) => event === "phx_join");
    if (join === undefined) throw new Error(`${name} joins no root`);
    const { module, id } = join.payload as { module: string; id: string };
    const envelopes = frames.filter(({ event }) => event === "patch").map(({ payload }) => payload);
    return [name, { module, id, envelopes }] as [string, Recording];
  });
  const all = await Promise.all(read);
  return all.filter(([, { module }]) => MODULES.includes(module.replace("Recorded.", "")));
}

test("each envelope of each session leads to the same snapshot", async ({ start, visit }) => {
  const { proxy } = await start("musubi-cart");
  const page = await visit("about:blank");
  await openRustModule(page, await rustModulePage(proxy));
  const sessions = await recordings();
  expect(new Set(sessions.map(([, { module }]) => module)).size).toBe(MODULES.length);
  for (const [name, recording] of sessions) {
    const shown = await page.evaluate(
      (recording) => (globalThis as unknown as Global).replay(recording),
      recording,
    );
    expect(shown).toHaveLength(recording.envelopes.length);
    for (const [index, after] of shown.entries()) {
      const place = `${name} after envelope ${index}`;
      expect.soft(after.rust, place).toEqual(after.typescript);
      // Rows that move take their parts along, where TypeScript leaves what is equal in its place.
      const kept = recording.module === "Recorded.Race" ? [] : after.keptInTypescript;
      expect.soft(after.kept, place).toEqual(expect.arrayContaining([...kept]));
      expect.soft(after.woken, place).toBe(after.wokenInTypescript);
    }
  }
});
