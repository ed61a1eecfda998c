/**
 * A page with the Rust client's face for JavaScript, and `@musubi/client` beside it.
 *
 * @module
 */

import { basename, join } from "node:path";
import type { MusubiConnection } from "@musubi/client";
import type { Socket } from "phoenix";
import type { Page } from "playwright-core";
import { servePage } from "./fixture-page.js";
import type { NetworkProxy } from "./proxy.js";
import { repositoryRoot } from "./repository.js";

/** What code of such a page has: `module/page.ts`, and what the code itself keeps in `kept`. */
export interface Global {
  readonly rust: {
    /** Takes anything, as JavaScript does. */
    connect<R>(...args: unknown[]): Promise<MusubiConnection<R>>;
    readonly SharedCounter: {
      open(): Promise<{ connection(): MusubiConnection<unknown>; count(): number; free(): void }>;
    };
  };
  readonly client: typeof import("@musubi/client");
  readonly Socket: typeof Socket;
  /** Sends a recorded session to both clients. */
  replay(recording: Recording): Promise<Shown[]>;
}

/** Which root, and the envelopes that its client was sent. */
export interface Recording {
  readonly module: string;
  readonly id: string;
  readonly envelopes: readonly object[];
}

/** What both clients show after an envelope. */
export interface Shown {
  readonly rust: unknown;
  readonly typescript: unknown;
  /** The members that are the same objects as before, or equal. */
  readonly kept: readonly string[];
  readonly keptInTypescript: readonly string[];
  /** How often subscribers were called. */
  readonly woken: number;
  readonly wokenInTypescript: number;
}

/** The address of the page on the server behind `proxy`. */
export async function rustModulePage(proxy: NetworkProxy): Promise<string> {
  return proxy.url + (await servePage(proxy, "rust-module", "module/page.ts"));
}

/** Loads the page: `visit` opens a page, and the module comes from where it was built. */
export async function openRustModule(page: Page, address: string): Promise<void> {
  await page.route("**/rust/*", (route) => {
    const name = basename(new URL(route.request().url()).pathname);
    return route.fulfill({ path: join(repositoryRoot, "client-wasm/browser-tests/dist", name) });
  });
  await page.goto(address);
  await page.waitForFunction(() => "rust" in globalThis);
}
