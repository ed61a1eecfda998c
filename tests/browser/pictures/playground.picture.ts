/** Takes `docs/images/playground.png` anew: `npm run pictures --workspace tests/browser`. */

import { join } from "node:path";
import type { Locator } from "playwright-core";
import { repositoryRoot } from "../src/repository.js";
import { test } from "../src/test.js";

test("the playground with a counter and a cart", async ({ start, visit }) => {
  const page = await visit((await start("musubi-playground")).url);
  await page.setViewportSize({ width: 1440, height: 1000 });
  const roots = page.getByRole("navigation", { name: "Roots" });
  const mount = async (module: string): Promise<Locator> => {
    const title = roots.getByRole("button", { name: module });
    if ((await title.getAttribute("aria-expanded")) === "false") await title.click();
    await roots.getByRole("button", { name: "Mount", exact: true }).click();
    return page.getByRole("region", { name: `${module} main`, exact: true });
  };
  const send = async (root: Locator, name: string, value: string): Promise<void> => {
    await root.getByRole("button", { name, exact: true }).click();
    const form = root.getByRole("form", { name, exact: true });
    await form.locator("input").fill(value);
    await form.getByRole("button", { name: "Send" }).click();
    await form.locator(".tag").waitFor();
  };

  const counter = await mount("CounterStore");
  await send(counter, "increment", "20");
  await send(counter, "increment", "1");
  await counter.getByText("version 3").waitFor();
  const cart = await mount("CartStore");
  for (const [index, sku] of ["kyusu", "sencha"].entries()) {
    await send(cart, "add", sku);
    await cart.getByText(`version ${index + 2}`).waitFor();
  }
  await send(cart, "apply_coupon", "welcome");
  await cart.getByText("version 4").waitFor();
  const state = cart.getByRole("region", { name: "State" });
  await state.getByRole("button", { name: "0:" }).click();
  await state.getByRole("button", { name: "coupon" }).click();
  await state.getByRole("button", { name: "commands of LineStore lines/sencha" }).click();
  await send(cart, "set_quantity", "3");
  await cart.getByText("version 5").waitFor();
  // Whatever still flashes comes to rest.
  await page.screenshot({
    path: join(repositoryRoot, "docs", "images", "playground.png"),
    animations: "disabled",
  });
});
