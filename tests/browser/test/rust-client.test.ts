/**
 * The Rust client in a browser: the tests of `client-wasm/browser-tests`, each module of them in a
 * page of the server that it needs.
 */

import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import type { NetworkProxy } from "../src/proxy.js";
import { type Helpers, runRustTests, rustTestModules, rustTestPage } from "../src/rust-tests.js";
import { test } from "../src/test.js";

const PASSED = /^test result: ok\. [1-9]\d* passed; 0 failed; 0 ignored/m;

const OF_COUNTER = ["addresses", "connecting", "counter", "numbers", "waking"];
const OF_CHAT = ["events", "files"];

test("every module has a server", async () => {
  expect(await rustTestModules()).toEqual([...OF_COUNTER, ...OF_CHAT].sort());
});

describe("with the counter", () => {
  test.for(OF_COUNTER)("%s", async (module, { start, visit }) => {
    const { proxy, url } = await start("musubi-counter");
    proxy.serve("/tests", "text/html", rustTestPage(module));
    const page = await visit("about:blank");
    expect(await runRustTests(page, `${url}/tests`, network(proxy))).toMatch(PASSED);
  });
});

describe("with the chat", () => {
  test.for(OF_CHAT)("%s", async (module, { start, visit, folder }) => {
    const { proxy, url } = await start("musubi-chat", { TMPDIR: folder });
    proxy.serve("/tests", "text/html", rustTestPage(module));
    const page = await visit("about:blank");
    const helpers = { ...network(proxy), ...files(page, folder) };
    expect(await runRustTests(page, `${url}/tests`, helpers)).toMatch(PASSED);
  });
});

test("addresses, in a page that came over TLS", async ({ visit }) => {
  const page = await visit("about:blank");
  const url = "https://musubi.test/tests";
  const body = rustTestPage("addresses");
  await page.route(url, (route) => route.fulfill({ contentType: "text/html", body }));
  expect(await runRustTests(page, url)).toMatch(PASSED);
});

/** What the network does for tests: the functions that `client-wasm/browser-tests` names. */
function network(proxy: NetworkProxy): Helpers {
  return {
    cutNetwork: () => proxy.cut(),
    stopNetwork: () => proxy.goOffline(),
    startNetwork: () => proxy.goOnline(),
    loseReply(topic) {
      void proxy.dropNext((frame) => frame.event === "phx_reply" && frame.topic.startsWith(topic));
    },
    async cutWithinFile() {
      let replies = 0;
      await proxy.dropNext(({ topic, event }) => {
        if (!topic.startsWith("musubi_upload:") || event !== "phx_reply") return false;
        replies += 1;
        return replies === 4;
      });
      proxy.cut();
    },
  };
}

/** What the disk does for them: that of the server, which is that of whoever chooses files, too. */
function files(page: Page, folder: string): Helpers {
  const chosen = join(folder, "photo.png");
  return {
    async arrivedFiles() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const arrived = entries.filter((entry) => entry.isFile() && entry.name !== "lock");
      const bytes = await Promise.all(
        arrived.map(({ parentPath, name }) => readFile(join(parentPath, name))),
      );
      const sizes = bytes.sort((left, right) => left.length - right.length);
      return sizes.map((file) => `${file.length}:${sum(file)}`).join(" ");
    },
    async chooseFile() {
      await writeFile(chosen, Buffer.alloc(1000));
      await page.locator("input").setInputFiles(chosen);
    },
    deleteFile: () => rm(chosen),
  };
}

const sum = (bytes: Uint8Array) => bytes.reduce((sum, byte) => sum + byte, 0);
