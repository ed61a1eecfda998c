import type { Page } from "playwright-core";
import { expect } from "vitest";
import { isPatch } from "../src/frame.js";
import { test } from "../src/test.js";

const row = (page: Page, question: string) =>
  page.getByRole("navigation").getByRole("link", { name: question });
const heading = (page: Page, name: string) => page.getByRole("heading", { name, level: 1 });
const answer = (page: Page, label: string) =>
  page.getByRole("main").getByRole("button", { name: label });
const insight = (page: Page) => page.getByRole("region", { name: "What it says" });
const isMine = (page: Page, label: string) => answer(page, label).getAttribute("aria-pressed");

/** What an answer shows: `67 %` and `2`. */
async function figures(page: Page, label: string): Promise<string> {
  const [percent, votes] = await answer(page, label).locator(".figures > *").allTextContents();
  return `${percent}, ${votes}`;
}

async function choose(page: Page, question: string): Promise<void> {
  await row(page, question).click();
  await heading(page, question).waitFor();
}

async function ask(
  page: Page,
  question: string,
  options: readonly string[],
  closes = "when I close it",
): Promise<void> {
  await page.getByRole("button", { name: "Ask something" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Question").fill(question);
  for (const [place, option] of options.entries()) {
    if (place > 1) await dialog.getByRole("button", { name: "Add an option" }).click();
    await dialog.getByLabel(`Option ${place + 1}`, { exact: true }).fill(option);
  }
  await dialog.getByLabel("It closes").selectOption(closes);
  await dialog.getByRole("button", { name: "Open the poll" }).click();
}

test("two browsers see each other vote", async ({ start, visit }) => {
  const { url } = await start("musubi-poll");
  const [first, second] = [await visit(url), await visit(url)];
  await first.getByText("2 people here").waitFor();
  for (const page of [first, second]) await choose(page, "Tabs or spaces?");
  await answer(first, "Tabs").click();
  await expect.poll(() => figures(second, "Tabs")).toBe("100 %, 1");
  await answer(second, "Spaces").click();
  await expect.poll(() => figures(first, "Spaces")).toBe("50 %, 1");
  expect(await isMine(first, "Tabs")).toBe("true");
  expect(await isMine(second, "Tabs")).toBe("false");
  await expect.poll(() => row(first, "Tabs or spaces?").textContent()).toContain("2 votes");

  await answer(first, "Spaces").click();
  await expect.poll(() => figures(second, "Spaces")).toBe("100 %, 2");
  await answer(first, "Spaces").click();
  await expect.poll(() => figures(second, "Spaces")).toBe("100 %, 1");
  expect(await isMine(first, "Spaces")).toBe("false");

  await second.close();
  await first.getByText("1 person here").waitFor();
});

test("a browser has one vote, in each of its tabs and after a reload", async ({ start, visit }) => {
  const { url } = await start("musubi-poll");
  const first = await visit(url);
  await choose(first, "Tabs or spaces?");
  await answer(first, "Tabs").click();
  await expect.poll(() => isMine(first, "Tabs")).toBe("true");
  const second = await visit(first.url(), first);
  await expect.poll(() => isMine(second, "Tabs")).toBe("true");
  await second.getByText("1 person here").waitFor();
  await answer(second, "Spaces").click();
  await expect.poll(() => isMine(first, "Spaces")).toBe("true");
  expect(await figures(first, "Tabs")).toBe("0 %, 0");
  await first.reload();
  await expect.poll(() => isMine(first, "Spaces")).toBe("true");
});

test("a poll that somebody asks shows in every list, and is closed by who asked", async ({
  start,
  visit,
}) => {
  const { url } = await start("musubi-poll");
  const [asker, other] = [await visit(url), await visit(url)];
  await ask(asker, "Sea or mountains?", ["Sea", "Mountains", "The sofa"]);
  await heading(asker, "Sea or mountains?").waitFor();
  await choose(other, "Sea or mountains?");
  await answer(other, "The sofa").click();
  await expect.poll(() => figures(asker, "The sofa")).toBe("100 %, 1");
  expect(await other.getByRole("button", { name: "Close this poll…" }).count()).toBe(0);
  await asker.getByRole("button", { name: "Close this poll…" }).click();
  await asker.getByRole("button", { name: "Close it for everybody" }).click();
  await other.getByText("No more votes: this is how it ended.").waitFor();
  expect(await answer(other, "The sofa").textContent()).toContain("Winner");
  expect(await answer(other, "Sea").getAttribute("aria-disabled")).toBe("true");
  await expect.poll(() => row(other, "Sea or mountains?").textContent()).toContain("Closed");
});

test("a poll closes when its time is up, in every browser", async ({ start, visit }) => {
  const { url } = await start("musubi-poll");
  const [asker, other] = [await visit(url), await visit(url)];
  await ask(asker, "Quick: heads or tails?", ["Heads", "Tails"], "after 10 seconds");
  await choose(other, "Quick: heads or tails?");
  const clock = (page: Page) => page.getByRole("timer").textContent();
  await expect.poll(() => clock(other)).toMatch(/closes in 0:0[1-9]/);
  await answer(other, "Tails").click();
  await expect.poll(() => figures(asker, "Tails")).toBe("100 %, 1");
  await asker.getByText("No more votes: this is how it ended.").waitFor({ timeout: 20_000 });
  await other.getByText("No more votes: this is how it ended.").waitFor();
  expect(await other.getByRole("timer").count()).toBe(0);
});

test("what cannot be asked is said where it stands", async ({ start, visit }) => {
  const page = await visit((await start("musubi-poll")).url);
  await ask(page, "tabs or SPACES?", ["Tea", "Coffee"]);
  const dialog = page.getByRole("dialog");
  const problem = (text: string) => dialog.getByText(text).waitFor();
  const submit = () => dialog.getByRole("button", { name: "Open the poll" }).click();
  await problem("This is being asked already.");
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  await dialog.getByLabel("Question").fill(" ");
  await submit();
  await problem("What do you want to ask?");
  await dialog.getByLabel("Question").fill("Tea or tea?");
  await dialog.getByLabel("Option 2").fill("tea");
  await submit();
  await problem("This option is there already.");
  expect(await focused()).toBe("Option 2");
  await dialog.getByLabel("Option 2").fill("");
  await submit();
  await problem("Give people a choice: 2 options at least.");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await ask(page, "Tabs or spaces?", ["a", "b"]);
  await dialog.getByRole("link", { name: "Vote there" }).click();
  await heading(page, "Tabs or spaces?").waitFor();
  await dialog.waitFor({ state: "detached" });
});

test("an analysis that fails is tried again, and the last one stays meanwhile", async ({
  start,
  visit,
}) => {
  const { url } = await start("musubi-poll");
  const pages = [await visit(url), await visit(url), await visit(url)] as const;
  const [page] = pages;
  for (const each of pages) await choose(each, "Tabs or spaces?");
  await insight(page).getByText("An analysis needs 3 votes; this poll has 0.").waitFor();
  for (const each of pages) await answer(each, "Tabs").click();
  await expect.poll(() => figures(page, "Tabs")).toBe("100 %, 3");
  await insight(page).getByRole("button", { name: "Try again" }).click();
  await insight(page).getByText("Analysing…").waitFor();
  await insight(page).getByText("A landslide for Tabs: 100 points ahead.").waitFor();

  await answer(page, "Tabs").click();
  await insight(page).getByText("there are 2 now").waitFor();
  await insight(page).getByRole("button", { name: "Analyse again" }).click();
  await insight(page).getByText("Analysing…").waitFor();
  expect(await insight(page).textContent()).toContain("A landslide for Tabs");
  await insight(page).getByText("this poll has 2").waitFor();
  expect(await insight(page).textContent()).toContain("A landslide for Tabs");
});

test("one poll takes the place of another without a gap, and the list stays", async ({
  start,
  visit,
}) => {
  const { proxy, url } = await start("musubi-poll");
  const page = await visit(url);
  await choose(page, "Tabs or spaces?");
  await page.evaluate(() => {
    const marked = document.querySelector("nav") as HTMLElement;
    marked.dataset["seen"] = "before";
    const headings: string[] = [];
    Object.assign(window, { headings });
    const note = () => headings.push(document.querySelector("h1")?.textContent ?? "nothing");
    new MutationObserver(note).observe(document.body, { childList: true, subtree: true });
  });
  const late = proxy.delayNext(isPatch, 2_000);
  await row(page, "What is for lunch on Friday?").click();
  await late;
  expect(await heading(page, "Tabs or spaces?").isVisible()).toBe(true);
  await expect.poll(() => page.getByRole("article").getAttribute("aria-busy")).toBe("true");
  await heading(page, "What is for lunch on Friday?").waitFor();
  await page.goBack();
  await heading(page, "Tabs or spaces?").waitFor();
  const headings = await page.evaluate(
    () => (window as unknown as { headings: string[] }).headings,
  );
  expect(new Set(headings)).not.toContain("nothing");
  expect(await page.getByRole("navigation").getAttribute("data-seen")).toBe("before");
});

test("a connection that is cut comes back with what happened meanwhile", async ({
  start,
  visit,
}) => {
  const { proxy, server, url } = await start("musubi-poll");
  const page = await visit(url);
  // Beside the bad network, not behind it.
  const other = await visit(server.url);
  for (const each of [page, other]) await choose(each, "Tabs or spaces?");
  await answer(page, "Tabs").click();
  await expect.poll(() => figures(page, "Tabs")).toBe("100 %, 1");
  proxy.goOffline();
  await page.getByText("Reconnecting…").waitFor();
  expect(await figures(page, "Tabs")).toBe("100 %, 1");
  await answer(other, "Spaces").click();
  await expect.poll(() => figures(other, "Spaces")).toBe("50 %, 1");
  await answer(page, "Spaces").click();
  proxy.goOnline();
  await page.getByText("Reconnecting…").waitFor({ state: "detached", timeout: 20_000 });
  await expect.poll(() => figures(page, "Spaces")).toBe("100 %, 2");
  expect(await isMine(page, "Spaces")).toBe("true");
  await page.getByText("2 people here").waitFor();
});

test("a server that starts anew has no polls of before, and the page says so", async ({
  start,
  visit,
}) => {
  const { server, url } = await start("musubi-poll");
  const page = await visit(url);
  await ask(page, "Sea or mountains?", ["Sea", "Mountains"]);
  await heading(page, "Sea or mountains?").waitFor();
  await server.kill();
  await page.getByText("Reconnecting…").waitFor();
  expect(await heading(page, "Sea or mountains?").isVisible()).toBe(true);
  await server.restart();
  await heading(page, "This poll is gone").waitFor({ timeout: 20_000 });
  await row(page, "Sea or mountains?").waitFor({ state: "detached" });
  await choose(page, "Tabs or spaces?");
  await answer(page, "Tabs").click();
  await expect.poll(() => figures(page, "Tabs")).toBe("100 %, 1");
});

test("an address of a poll that is not there leads to those that are", async ({ start, visit }) => {
  const page = await visit(`${(await start("musubi-poll")).url}/#long-ago`);
  await heading(page, "This poll is gone").waitFor();
  await page.getByRole("link", { name: "See what is on the table" }).click();
  await heading(page, "Tabs or spaces?").or(heading(page, "Where should")).first().waitFor();
});

test("on a narrow screen the list and a poll take turns, by keyboard too", async ({
  start,
  visit,
}) => {
  const { url } = await start("musubi-poll");
  const page = await visit("about:blank");
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(url);
  await row(page, "Tabs or spaces?").waitFor();
  expect(await page.getByRole("main").isVisible()).toBe(false);
  await row(page, "Tabs or spaces?").focus();
  await page.keyboard.press("Enter");
  await heading(page, "Tabs or spaces?").waitFor();
  expect(await page.getByRole("navigation").isVisible()).toBe(false);
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
  await expect.poll(focused).toBe("Tabs or spaces?");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await expect.poll(() => figures(page, "Tabs")).toBe("100 %, 1");
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBe(390);
  await page.getByRole("link", { name: "All polls" }).click();
  await row(page, "Tabs or spaces?").waitFor();
});
