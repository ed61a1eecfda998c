import { join } from "node:path";
import type { FrameLocator, Page } from "playwright-core";
import { expect } from "vitest";
import { test } from "../src/test.js";

/** The pages of an example in one page of the playground. */
function frames(page: Page, example: string): [react: FrameLocator, rust: FrameLocator] {
  const frame = (language: string) =>
    page.frameLocator(`iframe[title="${example} in ${language}"]`);
  return [frame("React"), frame("Rust")];
}

const add = (frame: FrameLocator, product: string) =>
  frame.getByRole("button", { name: `Add ${product} to the cart` }).click();
const quantity = (frame: FrameLocator, product: string) => () =>
  frame.getByLabel(`Quantity of ${product}`).inputValue();
const oneMore = (frame: FrameLocator, product: string) =>
  frame
    .getByRole("complementary")
    .getByRole("listitem", { name: product })
    .getByRole("button", { name: "One more" })
    .click();
const total = (frame: FrameLocator) => () => frame.locator("dd.total").textContent();

test("what is done in React shows in Rust, and the other way round", async ({ start, visit }) => {
  const page = await visit((await start("musubi-playground")).url);
  await page.getByRole("link", { name: "React beside Rust" }).click();
  const [react, rust] = frames(page, "Cart");
  await react.getByText("Nothing here yet.").waitFor();
  await rust.getByText("Nothing here yet.").waitFor();
  await add(react, "Sencha");
  await expect.poll(quantity(rust, "Sencha")).toBe("1");
  await oneMore(rust, "Sencha");
  await expect.poll(total(react)).toBe("€37.90");
  await add(rust, "Washi tape");
  await react.getByText("1 in cart").waitFor();
  await rust.getByLabel("Coupon").fill("welcome");
  await rust.getByLabel("Coupon").press("Enter");
  await react.getByText("10 % off").waitFor();
  await expect.poll(total(react)).toBe("€41.08");
  await react.getByRole("button", { name: "Remove the coupon" }).click();
  await rust.getByLabel("Coupon").waitFor();
  await react.getByRole("button", { name: "Remove Sencha" }).click();
  await expect.poll(total(rust)).toBe("€12.10");
  await rust.getByRole("button", { name: "Remove Washi tape" }).click();
  await react.getByText("Nothing here yet.").waitFor();
});

test("both come back after a cut and after a restart", async ({ start, visit, folder }) => {
  const carts = { CART_DB: join(folder, "carts.sqlite") };
  const { proxy, server, url } = await start("musubi-playground", carts);
  const page = await visit(`${url}/side-by-side/`);
  const [react, rust] = frames(page, "Cart");
  const bothSay = async (state: "visible" | "hidden"): Promise<void> => {
    for (const frame of [react, rust]) await frame.getByText("Reconnecting…").waitFor({ state });
  };
  await add(rust, "Yunomi cup");
  await expect.poll(quantity(react, "Yunomi cup")).toBe("1");

  proxy.goOffline();
  await bothSay("visible");
  proxy.goOnline();
  await bothSay("hidden");
  await oneMore(react, "Yunomi cup");
  await expect.poll(quantity(rust, "Yunomi cup")).toBe("2");

  await server.kill();
  await bothSay("visible");
  for (const frame of [react, rust]) expect(await quantity(frame, "Yunomi cup")()).toBe("2");
  await server.restart();
  await bothSay("hidden");
  await oneMore(rust, "Yunomi cup");
  await expect.poll(quantity(react, "Yunomi cup")).toBe("3");
});

test("each counter counts for itself, also after a cut", async ({ start, visit }) => {
  const { proxy, url } = await start("musubi-playground");
  const page = await visit(`${url}/side-by-side/`);
  await page.getByRole("button", { name: "Counter" }).click();
  const [react, rust] = frames(page, "Counter");
  const count = (frame: FrameLocator) => () =>
    frame.getByLabel("Count", { exact: true }).textContent();
  for (const frame of [react, rust]) {
    await frame.getByRole("button", { name: "Increment" }).click();
    await expect.poll(count(frame)).toBe("1");
  }
  await rust.getByRole("button", { name: "Increment" }).click();
  await expect.poll(count(rust)).toBe("2");
  expect(await count(react)()).toBe("1");
  proxy.goOffline();
  for (const frame of [react, rust]) await frame.getByText("Reconnecting…").waitFor();
  proxy.goOnline();
  for (const frame of [react, rust]) {
    await frame.getByText("Reconnecting…").waitFor({ state: "hidden" });
    await frame.getByRole("button", { name: "Increment" }).click();
    await frame.getByRole("button", { name: "Reset" }).click();
    await frame.getByText(/Reset from \d\./).waitFor();
    await expect.poll(count(frame)).toBe("0");
  }
});
