/**
 * The stores of `tests/stores`, as far as tests in a browser use them, and both clients of them.
 *
 * @module
 */

import type { ConnectOptions, MusubiConnection } from "@musubi/client";
import type { Page } from "playwright-core";
import { openRustModule, rustModulePage } from "./rust-module.js";
import type { App } from "./test.js";

declare const type: unique symbol;

interface Command<Payload = Record<never, never>, Reply = never> {
  payload: Payload;
  reply: Reply;
  error: never;
}

interface Marker<Value> {
  readonly [type]: Value;
}

/** The registry of those stores. */
export interface Recorded {
  "Recorded.Desk": Marker<{
    shape: { said: number; bell: Marker<{ kind: "store"; module: "Recorded.Bell" }> };
    commands: { say: Command<{ texts: readonly string[]; count: boolean }> };
    events: { toast: { payload: { text: string } } };
    params: Record<never, never>;
  }>;
  "Recorded.Bell": Marker<{
    shape: { rung: number };
    commands: { ring: Command<{ count: number }> };
    events: {
      "bell:rang": { payload: { type: "once" } | { type: "times"; count: number } };
    };
    params: Record<never, never>;
  }>;
  "Recorded.Form": Marker<{
    shape: { title: string; anything: unknown };
    commands: { set_title: Command<{ title: string }>; set_anything: Command<{ value: unknown }> };
    params: Record<never, never>;
  }>;
  "Recorded.Board": Marker<{
    shape: { tasks: { id: number; text: string }[] };
    commands: {
      /** Ends the page where there is no such task. */
      rename_task: Command<{ id: number; text: string }>;
      set_tasks: Command<{ ids: readonly number[] }>;
    };
    params: Record<never, never>;
  }>;
  "Recorded.Album": Marker<{
    shape: { kept: string[]; pictures: Marker<{ kind: "upload" }> };
    commands: { keep: Command<Record<never, never>, number> };
    params: Record<never, never>;
  }>;
}

/** The clients that a page has. */
export const CLIENTS = ["rust", "typescript"] as const;
export type ClientName = (typeof CLIENTS)[number];

/** What code of such a page has beside `Global`. */
export interface Both {
  /** Connects to the server with one of the clients. */
  open(client: ClientName, options?: ConnectOptions): Promise<MusubiConnection<Recorded>>;
  /** Waits until something holds. */
  until(holds: () => boolean): Promise<void>;
}

/** Opens a page that has both clients. */
export async function openBoth(app: App, visit: (url: string) => Promise<Page>): Promise<Page> {
  const page = await visit("about:blank");
  await openRustModule(page, await rustModulePage(app.proxy));
  return page;
}

/** What each client comes to, one after the other, with the same code in the page. */
export async function withEach<T>(
  page: Page,
  script: (client: ClientName) => Promise<T>,
): Promise<Record<ClientName, T>> {
  const results: Partial<Record<ClientName, T>> = {};
  for (const client of CLIENTS) results[client] = (await page.evaluate(script, client)) as T;
  return results as Record<ClientName, T>;
}
