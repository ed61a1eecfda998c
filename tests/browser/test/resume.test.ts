/// <reference path="../../../examples/counter/ui/src/musubi.d.ts" />

/**
 * A connection that is cut costs nothing: the page of before goes on, and each command is carried
 * out once.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "@musubi/client";
import { Socket } from "phoenix";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { WebSocket } from "ws";
import { test } from "../src/test.js";

const button = (page: Page, name: string) => page.getByRole("button", { name });
const count = (page: Page) => page.getByLabel("Count", { exact: true }).textContent();

test("two hundred commands over a network that fails all the time count to two hundred", async ({
  start,
}) => {
  const { proxy, url } = await start("musubi-counter");
  const socket = new Socket(`${url.replace("http", "ws")}/socket`, {
    transport: WebSocket,
    reconnectAfterMs: () => 5,
    rejoinAfterMs: () => 5,
  });
  const connection = await connect<Musubi.Stores>(socket);
  const { store } = await connection.mountStore({ module: "CounterStore", id: "cut" });
  const replies: Promise<unknown>[] = [];
  let cuts = 0;
  while (replies.length < 200) {
    replies.push(store.dispatchCommand("increment", { amount: 1 }));
    if (replies.length % 7 === 6) {
      proxy.cut();
      cuts += 1;
    }
    await sleep(1);
  }
  await Promise.all(replies);
  expect(cuts).toBeGreaterThan(20);
  await expect.poll(() => store.count).toBe(200);
  await connection.disconnect();
  socket.disconnect();
});

test("a page that was cut off goes on where it was", async ({ start, visit }) => {
  const { proxy, url } = await start("musubi-counter");
  const page = await visit(url);
  for (const _ of [1, 2, 3]) await button(page, "Increment").click();
  await expect.poll(() => count(page)).toBe("3");
  proxy.goOffline();
  await page.getByText("Reconnecting…").waitFor();
  // What is asked now is carried out as soon as there is somebody to ask.
  await button(page, "Increment").click();
  expect(await count(page)).toBe("3");
  proxy.goOnline();
  await page.getByText("Reconnecting…").waitFor({ state: "hidden" });
  await expect.poll(() => count(page)).toBe("4");
  // One mount made the page, and no state came again.
  const states = proxy.frames.filter(
    ({ event, payload }) => event === "patch" && Reflect.get(payload as object, "version") === 1,
  );
  expect(states).toHaveLength(1);
});
