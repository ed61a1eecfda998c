/**
 * `test` with what a browser test needs: servers of the repository behind a bad network, and
 * pages that must not have errors.
 *
 * @module
 */

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { test as base, expect } from "vitest";
import { launch } from "./browser.js";
import { NetworkProxy } from "./proxy.js";
import { repositoryRoot } from "./repository.js";
import { builtBinary, Server } from "./server.js";

/** A server and the network between it and the browser. */
export interface App {
  readonly server: Server;
  readonly proxy: NetworkProxy;
  /** Where the browser finds it: at the proxy. */
  readonly url: string;
}

interface Fixtures {
  /** One browser for all tests of a file. */
  readonly browser: Browser;
  /** A folder that is gone after the test. */
  readonly folder: string;
  /** Starts the binary `name`; it ends with the test. */
  readonly start: (name: string, env?: Record<string, string>) => Promise<App>;
  /**
   * Opens `url` in a profile of its own, or in that of `beside`, as another tab does. A test fails
   * where one of its pages had an error; a test that fails leaves pictures of its pages in
   * `target/browser/`.
   */
  readonly visit: (url: string, beside?: Page) => Promise<Page>;
}

export const test = base.extend<Fixtures>({
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: a fixture names what it needs, and this needs none
    async ({}, use) => {
      const browser = await launch();
      await use(browser);
      await browser.close();
    },
    { scope: "file" },
  ],

  // biome-ignore lint/correctness/noEmptyPattern: a fixture names what it needs, and this needs none
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "musubi-"));
    await use(folder);
    await rm(folder, { recursive: true });
  },

  // biome-ignore lint/correctness/noEmptyPattern: a fixture names what it needs, and this needs none
  start: async ({}, use) => {
    const apps: App[] = [];
    await use(async (name, env = {}) => {
      const server = await Server.start({ ...builtBinary(name), env });
      const proxy = await NetworkProxy.start(server.url);
      const app = { server, proxy, url: proxy.url };
      apps.push(app);
      return app;
    });
    for (const { server, proxy } of apps) {
      await proxy.close();
      await server.kill();
    }
  },

  visit: async ({ browser, task }, use) => {
    const pages: Page[] = [];
    const errors: string[] = [];
    await use(async (url, beside) => {
      const context = beside?.context() ?? (await browser.newContext());
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      page.on("pageerror", (error) => errors.push(String(error)));
      pages.push(page);
      await page.goto(url);
      return page;
    });
    if (task.result?.state === "fail" || errors.length > 0) {
      const name = task.name.replace(/\W+/g, "-");
      for (const [index, page] of pages.entries()) await picture(page, `${name}-${index + 1}`);
    }
    for (const page of pages) await page.context().close();
    expect(errors, "errors in the pages").toEqual([]);
  },
});

async function picture(page: Page, name: string): Promise<void> {
  const folder = join(repositoryRoot, "target", "browser");
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
