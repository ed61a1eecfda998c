import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { test } from "../src/test.js";

/** Chooses a root, and mounts it with what its form starts with unless `fill` says otherwise. */
async function mount(
  page: Page,
  module: string,
  fill: (form: Locator) => Promise<void> = async () => undefined,
): Promise<Locator> {
  const roots = page.getByRole("navigation", { name: "Roots" });
  const card = roots.getByRole("listitem").filter({ hasText: module });
  const title = card.getByRole("button", { name: module });
  if ((await title.getAttribute("aria-expanded")) !== "true") await title.click();
  await fill(card);
  const id = await card.getByLabel("identifies this root").inputValue();
  await card.getByRole("button", { name: "Mount", exact: true }).click();
  return page.getByRole("region", { name: `${module} ${id}`, exact: true });
}

const part = (panel: Locator, name: string) => panel.getByRole("region", { name });

/** Sends the command with what `fill` puts into its form. */
async function send(
  panel: Locator,
  name: string,
  fill: (form: Locator) => Promise<void> = async () => undefined,
): Promise<Locator> {
  await panel.getByRole("button", { name, exact: true }).click();
  const form = panel.getByRole("form", { name, exact: true });
  await fill(form);
  await form.getByRole("button", { name: `Send ${name}` }).click();
  return form.getByRole("status").last();
}

const text = (locator: Locator) => () => locator.textContent();

test("a command changes the tree, and shows what went over the wire", async ({ start, visit }) => {
  const page = await visit((await start("musubi-playground")).url);
  const counter = await mount(page, "CounterStore", async (form) => {
    await form.getByLabel("count").check();
    await form.getByRole("spinbutton").fill("40");
  });
  await expect.poll(text(part(counter, "State"))).toContain("count40doubled80");
  const outcome = await send(counter, "increment", (form) => form.getByLabel("amount").fill("2"));
  await expect.poll(text(outcome)).toBe("ok {}");
  await expect.poll(text(part(counter, "State"))).toContain("count42doubled84");
  expect(await part(counter, "State").locator(".lit").allTextContents()).toEqual(["42", "84"]);

  const newest = part(counter, "Wire").getByRole("listitem").first();
  await expect.poll(text(newest)).toMatch(/1 → 22 ops\d+ B/);
  await expect.poll(text(newest)).toMatch(/replace\/count42.*replace\/doubled84/);
  await expect.poll(text(part(counter, "Wire"))).toMatch(/increment \{"amount":2\}ok \d+ ms\d+ B/);
  expect(await counter.getByText("version 2").isVisible()).toBe(true);
});

test("a typed error shows its code and its detail", async ({ start, visit }) => {
  const page = await visit((await start("musubi-playground")).url);
  const cart = await mount(page, "CartStore");
  const refused = await send(cart, "add", (form) => form.getByLabel("sku").fill("castle"));
  await expect.poll(text(refused)).toMatch(/^unknown_product/);
  await send(cart, "add", (form) => form.getByLabel("sku").fill("kyusu"));
  await cart.getByRole("button", { name: "commands of LineStore lines/kyusu" }).click();
  const child = await send(cart, "set_quantity", (form) => form.getByRole("spinbutton").fill("21"));
  await expect.poll(text(child)).toMatch(/^out_of_range \{"most":20\}.*1 to 20/);
});

test("roots stand side by side until they are unmounted", async ({ start, visit }) => {
  const page = await visit((await start("musubi-playground")).url);
  const first = await mount(page, "CounterStore");
  const second = await mount(page, "CounterStore");
  await send(first, "increment");
  await expect.poll(text(part(first, "State"))).toContain("count1");
  expect(await part(second, "State").textContent()).toContain("count0");
  await first.getByRole("button", { name: "Unmount" }).click();
  await first.waitFor({ state: "detached" });
  await send(second, "decrement");
  await expect.poll(text(part(second, "State"))).toContain("count-1");
});

test("a refused mount says why", async ({ start, visit }) => {
  const page = await visit((await start("musubi-playground")).url);
  const fill = (form: Locator) => form.getByLabel("cart").fill("not an id");
  const cart = await mount(page, "CartStore", fill);
  await expect.poll(text(cart.getByRole("alert"))).toContain("1 to 40 letters");
});

test("a form has the shape that was chosen", async ({ start, visit }) => {
  const page = await visit((await start("musubi-playground")).url);
  const showcase = await mount(page, "ShowcaseStore");
  const state = part(showcase, "State");
  await send(showcase, "set_mood", async (form) => {
    await form.getByLabel("mood").selectOption("busy");
  });
  await expect.poll(text(state)).toContain('mood"busy"');
  await send(showcase, "edit_rows", async (form) => {
    await form.getByLabel("list").selectOption("cards");
    await form.getByLabel("edit").selectOption("insert");
    await form.getByLabel("id", { exact: false }).fill("7");
    await form.getByLabel("text").fill("Menu");
  });
  await expect.poll(text(state)).toContain('id7text"Menu"turned0');
  await showcase.getByRole("button", { name: "commands of CardStore cards/7" }).click();
  await expect.poll(text(await send(showcase, "turn"))).toBe("ok 1");
  await expect.poll(text(state)).toContain('text"Menu"turned1');
});

test("rows that change places move", async ({ start, visit }) => {
  const page = await visit((await start("musubi-playground")).url);
  const showcase = await mount(page, "ShowcaseStore");
  const state = part(showcase, "State");
  const newest = part(showcase, "Wire").getByRole("listitem").first();
  const edit = (kind: string, values: Record<string, string>) =>
    send(showcase, "edit_rows", async (form) => {
      await form.getByLabel("list").selectOption("cards");
      await form.getByLabel("edit").selectOption(kind);
      for (const [label, value] of Object.entries(values)) {
        await form.getByLabel(label, { exact: false }).fill(value);
      }
    });
  await edit("insert", { id: "7", text: "Menu", at: "0" });
  await expect.poll(text(state)).toContain('id7text"Menu"');
  await edit("insert", { id: "8", text: "Wine", at: "1" });
  await expect.poll(text(state)).toMatch(/id7text"Menu".*id8text"Wine"/);
  await edit("move", { id: "8", to: "0" });
  await expect.poll(text(newest)).toMatch(/1 op\d+ B.*move\/cards\/1 → \/cards\/0/);
  expect(await state.textContent()).toMatch(/id8text"Wine".*id7text"Menu"/);
});

test("what has no form is edited as JSON that is checked", async ({ start, visit }) => {
  const page = await visit((await start("musubi-playground")).url);
  const showcase = await mount(page, "ShowcaseStore");
  await showcase.getByRole("button", { name: "set_anything", exact: true }).click();
  const form = showcase.getByRole("form", { name: "set_anything" });
  await form.getByRole("textbox").fill('{"a": [1, }');
  await expect.poll(text(form.getByRole("status").first())).toContain("JSON");
  expect(await form.getByRole("button", { name: "Send" }).isDisabled()).toBe(true);
  await form.getByRole("textbox").fill('{"a": [1, 2]}');
  await form.getByRole("button", { name: "Send" }).click();
  await expect.poll(text(part(showcase, "State"))).toMatch(/anything\{1\}a\[2\]0112/);
});

test("what was seen last stays while the server is away", async ({ start, visit }) => {
  const { server, url } = await start("musubi-playground");
  const page = await visit(url);
  const counter = await mount(page, "CounterStore");
  await send(counter, "increment");
  await expect.poll(text(part(counter, "State"))).toContain("count1");
  await server.kill();
  await page.getByText("Reconnecting…").waitFor();
  expect(await part(counter, "State").textContent()).toContain("count1");
  const waiting = await send(counter, "increment");
  await server.restart();
  await expect.poll(text(waiting)).toContain("Disconnected");
  await page.getByText("Connected", { exact: true }).waitFor();
  await expect.poll(text(part(counter, "State"))).toContain("count0");
});

test("the pages of the examples are there", async ({ start, visit }) => {
  const page = await visit((await start("musubi-playground")).url);
  await page.getByRole("link", { name: "Counter" }).click();
  await page.getByRole("button", { name: "Increment" }).waitFor();
  // A page that comes out of the cache is not loaded again.
  await page.goBack({ waitUntil: "commit" });
  await page.getByRole("link", { name: "Cart" }).click();
  await page.getByText("Nothing here yet.").waitFor();
  await page.goBack({ waitUntil: "commit" });
  await page.getByRole("link", { name: "Poll" }).click();
  await page
    .getByRole("heading", { name: "Where should the state of a user interface live?" })
    .waitFor();
});
