/**
 * The hooks of `@musubi/react` over the Rust client.
 */

import type { Page } from "playwright-core";
import { expect } from "vitest";
import { servePage } from "../src/fixture-page.js";
import { type App, test } from "../src/test.js";

const button = (page: Page, name: string) => page.getByRole("button", { name });
const shown = (page: Page, name: string) => page.getByLabel(name, { exact: true }).textContent();

/** The joins and leaves so far. */
const traffic = ({ proxy }: App) =>
  proxy.frames
    .filter(({ direction }) => direction === "out")
    .map(({ event }) => event)
    .filter((event) => /^phx_(join|leave)$/.test(event));

async function open(app: App, visit: (url: string) => Promise<Page>): Promise<Page> {
  const page = await visit(
    app.url + (await servePage(app.proxy, "rust-react", "module/react.tsx")),
  );
  await expect.poll(() => shown(page, "Count")).toBe("0");
  return page;
}

test("components share a mount, commands have their state, and selectors save renders", async ({
  start,
  visit,
}) => {
  const app = await start("musubi-counter");
  const page = await open(app, visit);
  await button(page, "Reset").click();
  await page.getByText("There is nothing to reset.").waitFor();
  const renders = () => page.evaluate(() => Reflect.get(window, "renders").doubled as number);
  const before = await renders();
  await button(page, "Increment").click();
  await expect.poll(() => shown(page, "Count")).toBe("1");
  expect(await renders()).toBe(before);
  await button(page, "Increment").click();
  await expect.poll(() => shown(page, "Many")).toBe("true");
  await button(page, "Reset").click();
  await page.getByText("Reset from 2.").waitFor();
  expect(traffic(app)).toEqual(["phx_join"]);
});

test("a root goes with its last component, and comes with the next", async ({ start, visit }) => {
  const app = await start("musubi-counter");
  const page = await open(app, visit);
  await button(page, "Increment").click();
  await expect.poll(() => shown(page, "Count")).toBe("1");
  await button(page, "Toggle").click();
  await expect.poll(() => traffic(app)).toEqual(["phx_join", "phx_leave"]);
  await button(page, "Toggle").click();
  await expect.poll(() => shown(page, "Count")).toBe("0");
  expect(traffic(app)).toEqual(["phx_join", "phx_leave", "phx_join"]);
});

test("the state stays while the connection is cut, and the socket's status says so", async ({
  start,
  visit,
}) => {
  const app = await start("musubi-counter");
  const page = await open(app, visit);
  await button(page, "Increment").click();
  await expect.poll(() => shown(page, "Count")).toBe("1");
  app.proxy.goOffline();
  await expect.poll(() => shown(page, "Socket")).toBe("reconnecting");
  expect(await shown(page, "Count")).toBe("1");
  app.proxy.goOnline();
  await expect.poll(() => shown(page, "Socket")).toBe("ready");
  await expect
    .poll(async () => {
      await button(page, "Increment").click();
      return Number(await shown(page, "Count"));
    })
    .toBeGreaterThan(1);
});
