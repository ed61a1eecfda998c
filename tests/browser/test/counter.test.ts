import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { isPatch } from "../src/frame.js";
import { test } from "../src/test.js";

const button = (page: Page, name: string) => page.getByRole("button", { name });
const count = (page: Page) => page.getByLabel("Count", { exact: true }).textContent();

// Three pages of one store, of which a user cannot tell which is which.
describe.each([
  ["in React", "/"],
  ["in Rust", "/wasm/"],
  ["in JavaScript over the Rust client", "/js/"],
])("%s", (_, path) => {
  test("a click counts, and the memo follows", async ({ start, visit }) => {
    const page = await visit((await start("musubi-counter")).url + path);
    for (const _ of [1, 2, 3]) await button(page, "Increment").click();
    await button(page, "Decrement").click();
    await expect.poll(() => count(page)).toBe("2");
    expect(await page.getByLabel("Doubled").textContent()).toBe("4");
  });

  test("a typed error and a typed reply are shown in words", async ({ start, visit }) => {
    const page = await visit((await start("musubi-counter")).url + path);
    await button(page, "Reset").click();
    await page.getByText("There is nothing to reset.").waitFor();
    await button(page, "Increment").click();
    await button(page, "Reset").click();
    await page.getByText("Reset from 1.").waitFor();
    await expect.poll(() => count(page)).toBe("0");
  });

  test("two tabs count each for itself, and a reload starts anew", async ({ start, visit }) => {
    const url = (await start("musubi-counter")).url + path;
    const first = await visit(url);
    const second = await visit(url, first);
    await button(first, "Increment").click();
    await expect.poll(() => count(first)).toBe("1");
    expect(await count(second)).toBe("0");
    await first.reload();
    await expect.poll(() => count(first)).toBe("0");
  });

  test("the state stays on screen while the server is away", async ({ start, visit }) => {
    const { server, url } = await start("musubi-counter");
    const page = await visit(url + path);
    await button(page, "Increment").click();
    await expect.poll(() => count(page)).toBe("1");
    await server.kill();
    await page.getByText("Reconnecting…").waitFor();
    expect(await count(page)).toBe("1");
    await server.restart();
    await page.getByText("Reconnecting…").waitFor({ state: "hidden" });
    // The page of the killed server is gone, and with it what it counted.
    await expect.poll(() => count(page)).toBe("0");
    await button(page, "Increment").click();
    await expect.poll(() => count(page)).toBe("1");
  });

  test("a connection that is cut comes back by itself", async ({ start, visit }) => {
    const { proxy, url } = await start("musubi-counter");
    const page = await visit(url + path);
    await button(page, "Increment").click();
    await expect.poll(() => count(page)).toBe("1");
    proxy.goOffline();
    await page.getByText("Reconnecting…").waitFor();
    expect(await count(page)).toBe("1");
    proxy.goOnline();
    await page.getByText("Reconnecting…").waitFor({ state: "hidden" });
    // Whether it is the page of before or a new one, it counts.
    await button(page, "Increment").click();
    await button(page, "Reset").click();
    await page.getByText(/Reset from [12]\./).waitFor();
    await expect.poll(() => count(page)).toBe("0");
  });

  test("a patch that is lost does not stop the page", async ({ start, visit }) => {
    const { proxy, url } = await start("musubi-counter");
    const page = await visit(url + path);
    await button(page, "Increment").click();
    await expect.poll(() => count(page)).toBe("1");
    const lost = proxy.dropNext(isPatch);
    await button(page, "Increment").click();
    await lost;
    expect(await count(page)).toBe("1");
    const before = joins(proxy.frames);
    await button(page, "Increment").click();
    await expect.poll(() => joins(proxy.frames)).toBe(before + 1);
    await expect.poll(() => count(page)).toBe("0");
    await button(page, "Increment").click();
    await expect.poll(() => count(page)).toBe("1");
  });
});

function joins(frames: readonly { direction: string; event: string }[]): number {
  return frames.filter(({ direction, event }) => direction === "out" && event === "phx_join")
    .length;
}
