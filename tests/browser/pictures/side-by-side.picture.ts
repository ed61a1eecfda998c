/** Takes `docs/images/side-by-side.png` anew: `npm run pictures --workspace tests/browser`. */

import { join } from "node:path";
import { repositoryRoot } from "../src/repository.js";
import { test } from "../src/test.js";

test("one cart in React and in Rust", async ({ start, visit }) => {
  const page = await visit(`${(await start("musubi-playground")).url}/side-by-side/`);
  // Room for the shop and the cart beside it, in both frames.
  await page.setViewportSize({ width: 2100, height: 1000 });
  const frame = (language: string) => page.frameLocator(`iframe[title="Cart in ${language}"]`);
  for (const product of ["Kyusu teapot", "Sencha"]) {
    await frame("React")
      .getByRole("button", { name: `Add ${product} to the cart` })
      .click();
    await frame("Rust").getByLabel(`Quantity of ${product}`).waitFor();
  }
  await frame("Rust").getByLabel("Coupon").fill("welcome");
  await frame("Rust").getByLabel("Coupon").press("Enter");
  await frame("React").getByText("10 % off").waitFor();
  // Nothing is under a pointer or has the focus.
  await page.mouse.move(0, 0);
  await page.getByRole("button", { name: "Cart" }).focus();
  await page.screenshot({
    path: join(repositoryRoot, "docs", "images", "side-by-side.png"),
    animations: "disabled",
  });
});
