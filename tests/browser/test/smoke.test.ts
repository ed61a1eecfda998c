import { stat } from "node:fs/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launch, screenshot } from "../src/browser.js";

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});

afterAll(() => browser?.close());

test("a page loads in a real browser", async () => {
  const page = await browser.newPage();
  await page.goto("data:text/html,<title>Musubi</title><h1>Hello</h1>");
  expect(await page.title()).toBe("Musubi");
  const image = await screenshot(page, "smoke");
  expect((await stat(image)).size).toBeGreaterThan(0);
});
