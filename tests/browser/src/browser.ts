/**
 * A real Chromium for the tests.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { repositoryRoot } from "./repository.js";

/** What keeps Chromium quiet, and able to start as root in a container without a graphics card. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * Starts a headless browser with a fresh profile. The caller closes it.
 *
 * @throws `Error` when the machine has no browser; `cargo xtask setup` installs one.
 */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath(),
    args: FLAGS,
    // People go back and forth, and find pages as they left them.
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });
}

/** The browser that `CHROME_BIN` names, else the first one on the `PATH`. */
function browserPath(): string {
  const chosen = process.env["CHROME_BIN"];
  if (chosen) return chosen;
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const paths = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = paths.find((path) => existsSync(path));
  if (!found) throw new Error("no Chromium found: run `cargo xtask setup` or set CHROME_BIN");
  return found;
}

/** Saves what the page shows as `target/screenshots/<name>.png` and gives the path of the file. */
export async function screenshot(page: Page, name: string): Promise<string> {
  const folder = join(repositoryRoot, "target", "screenshots");
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, animations: "disabled" });
  return path;
}
