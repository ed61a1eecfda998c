import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { isPatch } from "../src/frame.js";
import { test } from "../src/test.js";

const add = (page: Page, product: string) =>
  page.getByRole("button", { name: `Add ${product} to the cart` }).click();
const quantity = (page: Page, product: string) => page.getByLabel(`Quantity of ${product}`);
const line = (page: Page, product: string) =>
  page.getByRole("complementary").getByRole("listitem", { name: product });
const total = (page: Page) => page.locator("dd.total").textContent();

async function setQuantity(page: Page, product: string, value: string): Promise<void> {
  await quantity(page, product).fill(value);
  await quantity(page, product).press("Enter");
}

async function enterCoupon(page: Page, code: string): Promise<void> {
  await page.getByLabel("Coupon").fill(code);
  await page.getByLabel("Coupon").press("Enter");
}

// Two pages of one store, of which a customer cannot tell which is which.
describe.each([
  ["in React", "/"],
  ["in Rust", "/wasm/"],
])("%s", (_, path) => {
  test("lines are added, changed and removed, and the totals follow", async ({ start, visit }) => {
    const page = await visit((await start("musubi-cart")).url + path);
    await page.getByText("Nothing here yet.").waitFor();
    await add(page, "Washi tape");
    await add(page, "Washi tape");
    await add(page, "Sencha");
    await expect.poll(() => quantity(page, "Washi tape").inputValue()).toBe("2");
    await expect.poll(() => total(page)).toBe("€35.80");
    await setQuantity(page, "Sencha", "3");
    await expect.poll(() => total(page)).toBe("€63.90");
    await line(page, "Washi tape").getByRole("button", { name: "One less" }).click();
    await expect.poll(() => total(page)).toBe("€56.70");
    await line(page, "Sencha").getByRole("button", { name: "Remove" }).click();
    await line(page, "Sencha").waitFor({ state: "detached" });
    await expect.poll(() => total(page)).toBe("€12.10");
    await line(page, "Washi tape").getByRole("button", { name: "Remove" }).click();
    await page.getByText("Nothing here yet.").waitFor();
  });

  test("a refused quantity is a toast, and the field shows the truth", async ({ start, visit }) => {
    const page = await visit((await start("musubi-cart")).url + path);
    await add(page, "Kyusu teapot");
    await setQuantity(page, "Kyusu teapot", "99");
    await page.getByText("You can buy 1 to 20 of one product.").waitFor();
    await expect.poll(() => quantity(page, "Kyusu teapot").inputValue()).toBe("1");
    await page.getByRole("button", { name: "Dismiss" }).click();
    await page.getByText("You can buy 1 to 20").waitFor({ state: "detached" });
  });

  test("each way in which a coupon can be refused has its words", async ({ start, visit }) => {
    const page = await visit((await start("musubi-cart")).url + path);
    await add(page, "Sencha");
    await enterCoupon(page, "nonsense");
    await page.getByText("There is no such coupon.").waitFor();
    await enterCoupon(page, "spring");
    await page.getByText("This coupon expired on June 1, 2026.").waitFor();
    await enterCoupon(page, "teatime");
    await page.getByText("Add €43.50 more to use this coupon.").waitFor();
    await enterCoupon(page, "welcome");
    await page.getByText("10 % off").waitFor();
    await expect.poll(() => total(page)).toBe("€19.75");
    await page.getByRole("button", { name: "Remove the coupon" }).click();
    await page.getByLabel("Coupon").waitFor();
  });

  test("a coupon that is too long for the server is refused, and nothing else notices", async ({
    start,
    visit,
  }) => {
    const { proxy, url } = await start("musubi-cart");
    const page = await visit(url + path);
    await add(page, "Sencha");
    await enterCoupon(page, "x".repeat(2_000_000));
    await page.locator("#coupon-problem").filter({ hasText: /\S/ }).waitFor();
    await enterCoupon(page, "welcome");
    await page.getByText("10 % off").waitFor();
    const events = proxy.frames.filter(({ direction }) => direction === "out");
    expect(events.filter(({ event }) => event === "phx_join")).toHaveLength(1);
    const refusals = proxy.frames.filter(({ payload }) =>
      JSON.stringify(payload).includes('"too_large"'),
    );
    expect(refusals).toHaveLength(1);
  });

  test("tabs of one cart follow each other", async ({ start, visit }) => {
    const url = (await start("musubi-cart")).url + path;
    const first = await visit(url);
    await add(first, "Notebook");
    await quantity(first, "Notebook").waitFor();
    // The address names the cart, and so does what the browser remembers.
    const second = await visit(url, first);
    await quantity(second, "Notebook").waitFor();
    expect(new URL(second.url()).search).toBe(new URL(first.url()).search);
    await setQuantity(second, "Notebook", "4");
    await expect.poll(() => total(first)).toBe("€58.00");
    await add(first, "Sencha");
    await expect.poll(() => quantity(second, "Sencha").inputValue()).toBe("1");
    await first.reload();
    await expect.poll(() => quantity(first, "Notebook").inputValue()).toBe("4");
    const stranger = await visit(url);
    await stranger.getByText("Nothing here yet.").waitFor();
  });

  test("a connection that is cut comes back by itself", async ({ start, visit }) => {
    const { proxy, url } = await start("musubi-cart");
    const page = await visit(url + path);
    await add(page, "Sencha");
    await add(page, "Washi tape");
    await expect.poll(() => total(page)).toBe("€28.60");
    proxy.goOffline();
    await page.getByText("Reconnecting…").waitFor();
    expect(await total(page)).toBe("€28.60");
    await line(page, "Sencha").getByRole("button", { name: "One more" }).click();
    proxy.goOnline();
    await page.getByText("Reconnecting…").waitFor({ state: "hidden" });
    await expect.poll(() => total(page)).toBe("€45.10");
  });

  test("a cart outlives its server", async ({ start, visit, folder }) => {
    const { server, url } = await start("musubi-cart", { CART_DB: join(folder, "carts.sqlite") });
    const page = await visit(url + path);
    await add(page, "Yunomi cup");
    await expect.poll(() => total(page)).toBe("€23.90");
    await server.kill();
    await page.getByText("Reconnecting…").waitFor();
    expect(await total(page)).toBe("€23.90");
    // The server that it waits for does not know of it.
    await add(page, "Yunomi cup");
    await server.restart();
    await page.getByText("The connection was lost. Please try again.").waitFor();
    await page.getByText("Reconnecting…").waitFor({ state: "hidden" });
    await add(page, "Furoshiki wrap");
    await quantity(page, "Furoshiki wrap").waitFor();
    await expect.poll(() => quantity(page, "Yunomi cup").inputValue()).toBe("1");
  });

  test("a patch that is lost is made up for", async ({ start, visit }) => {
    const { proxy, url } = await start("musubi-cart");
    const page = await visit(url + path);
    await add(page, "Brush pen");
    await expect.poll(() => total(page)).toBe("€14.70");
    const lost = proxy.dropNext(isPatch);
    await add(page, "Brush pen");
    await lost;
    expect(await total(page)).toBe("€14.70");
    // The next patch does not fit what the page has, so it asks for everything.
    await add(page, "Brush pen");
    await expect.poll(() => quantity(page, "Brush pen").inputValue()).toBe("3");
    await expect.poll(() => total(page)).toBe("€34.30");
    await line(page, "Brush pen").getByRole("button", { name: "One less" }).click();
    await expect.poll(() => quantity(page, "Brush pen").inputValue()).toBe("2");
  });

  test("an address with a faulty cart leads to a new one", async ({ start, visit }) => {
    const page = await visit(`${(await start("musubi-cart")).url}${path}?cart=no%20such%20id`);
    await page.getByText("This cart cannot be opened").waitFor();
    await page.getByText("1 to 40 letters, digits and dashes").waitFor();
    await page.getByRole("link", { name: "Start a new cart" }).click();
    await page.getByText("Nothing here yet.").waitFor();
  });

  test("the shop can be used without a mouse", async ({ start, visit }) => {
    const page = await visit((await start("musubi-cart")).url + path);
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
    await page.getByRole("button", { name: "Add Furoshiki wrap to the cart" }).focus();
    await page.keyboard.press("Enter");
    await quantity(page, "Furoshiki wrap").waitFor();
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Add Kyusu teapot to the cart");
    await quantity(page, "Furoshiki wrap").focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect.poll(() => quantity(page, "Furoshiki wrap").inputValue()).toBe("2");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Remove Furoshiki wrap");
    await page.keyboard.press("Enter");
    await page.getByText("Nothing here yet.").waitFor();
    // What had the focus is gone, so the cart has it.
    await expect.poll(focused).toContain("Your cart");
  });
});
