import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { type App, test } from "../src/test.js";

/** Enters under a name and opens a room. */
async function enter(page: Page, name: string, room = "Tea"): Promise<void> {
  await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: "Enter" }).click();
  await openRoom(page, room);
}

const entry = (page: Page, room: string) =>
  page.getByRole("navigation", { name: "Rooms" }).getByRole("link").filter({ hasText: room });

async function openRoom(page: Page, room: string): Promise<void> {
  await entry(page, room).click();
  await page.getByRole("heading", { level: 1, name: room }).waitFor();
}

const composer = (page: Page) => page.getByRole("textbox", { name: "Message" });

async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press("Enter");
}

/** What the list of messages shows, in its order. */
const texts = (page: Page) => () => page.locator(".group:not(.outgoing) .text").allTextContents();

const messages = (page: Page) => page.getByRole("region", { name: "Messages" });

/** How far the list of messages is from its end, in pixels. */
const distanceToEnd = (page: Page) =>
  messages(page).evaluate((list) => list.scrollHeight - list.scrollTop - list.clientHeight);

test("what one says appears for both, and who it is from", async ({ start, visit }) => {
  const { url } = await start("musubi-chat");
  const mina = await visit(url);
  const jun = await visit(url);
  await enter(mina, "Mina");
  await enter(jun, "Jun");
  await say(mina, "Good evening");
  await say(mina, "Is there tea?");
  await say(jun, "There is.");
  const all = ["Good evening", "Is there tea?", "There is."];
  await expect.poll(texts(mina)).toEqual(all);
  await expect.poll(texts(jun)).toEqual(all);
  const groups = (page: Page) => page.locator(".group header strong").allTextContents();
  expect(await groups(mina)).toEqual(["You", "Jun"]);
  expect(await groups(jun)).toEqual(["Mina", "You"]);
  expect(await jun.locator("h2.day").allTextContents()).toEqual(["Today"]);
});

test("typing shows to others, and stops with the message or by itself", async ({
  start,
  visit,
}) => {
  const { url } = await start("musubi-chat");
  const mina = await visit(url);
  const jun = await visit(url);
  await enter(mina, "Mina");
  await enter(jun, "Jun");
  await composer(jun).pressSequentially("Well");
  await mina.getByText("Jun is typing").waitFor();
  expect(await jun.getByText("is typing").count()).toBe(0);
  await composer(jun).press("Enter");
  await mina.getByText("Jun is typing").waitFor({ state: "detached" });
  await composer(jun).pressSequentially("…");
  await mina.getByText("Jun is typing").waitFor();
  // Nothing more comes, so the server ends it after a while.
  await mina.getByText("Jun is typing").waitFor({ state: "detached" });
});

test("people come and go, and two tabs are one person", async ({ start, visit }) => {
  const { url } = await start("musubi-chat");
  const mina = await visit(url);
  const jun = await visit(url);
  await enter(mina, "Mina");
  await enter(jun, "Jun");
  const people = (page: Page) => () =>
    page.getByRole("complementary", { name: "People" }).getByRole("listitem").allTextContents();
  await expect.poll(people(mina)).toEqual(["JJun", "MMina (you)"]);
  const otherTab = await visit(jun.url(), jun);
  await otherTab.getByRole("heading", { level: 1, name: "Tea" }).waitFor();
  await expect.poll(people(otherTab)).toEqual(["JJun (you)", "MMina"]);
  await jun.close();
  await expect.poll(people(mina)).toEqual(["JJun", "MMina (you)"]);
  await otherTab.close();
  await expect.poll(people(mina)).toEqual(["MMina (you)"]);
});

test("a name that does not do is said why, and is asked for again", async ({ start, visit }) => {
  const page = await visit((await start("musubi-chat")).url);
  const attempt = async (name: string): Promise<void> => {
    await page.getByLabel("Your name").fill(name);
    await page.getByLabel("Your name").press("Enter");
  };
  await attempt("M");
  await page.getByText("A name has 2 to 20 letters.").waitFor();
  await attempt("Mi na");
  await page.getByText("A name has letters, digits, - and _ only.").waitFor();
  await enter(page, "Mina");
  await page.reload();
  // It is remembered until one leaves.
  await page.getByRole("heading", { level: 1, name: "Tea" }).waitFor();
  await page.getByRole("button", { name: "Leave" }).click();
  await page.getByLabel("Your name").waitFor();
  await page.reload();
  await page.getByLabel("Your name").waitFor();
});

test("unread messages are counted, mentions are told, and a mark shows where to go on", async ({
  start,
  visit,
}) => {
  const { url } = await start("musubi-chat");
  const mina = await visit(url);
  const jun = await visit(url);
  await enter(mina, "Mina", "Tea");
  await enter(jun, "Jun", "Garden");
  await say(mina, "The kettle is on.");
  await expect.poll(() => entry(jun, "Tea").textContent()).toContain("1 unread");
  await say(mina, "@Jun, come in!");
  await expect.poll(() => entry(jun, "Tea").textContent()).toContain("@ 2 unread");
  await expect.poll(() => jun.title()).toBe("(2) Engawa");
  await jun.getByRole("link", { name: "Mina in Tea" }).click();
  await jun.getByRole("heading", { level: 1, name: "Tea" }).waitFor();
  await jun.locator("h2.unread").waitFor();
  await expect.poll(() => entry(jun, "Tea").textContent()).not.toContain("unread");
  await expect.poll(() => jun.title()).toBe("Engawa");
  // It goes once one answers.
  await say(jun, "Coming.");
  await jun.locator("h2.unread").waitFor({ state: "detached" });
});

test("a new room is there for everybody, and its name only once", async ({ start, visit }) => {
  const { url } = await start("musubi-chat");
  const mina = await visit(url);
  const jun = await visit(url);
  await enter(mina, "Mina");
  await enter(jun, "Jun");
  await mina.getByLabel("Name of a new room").fill("Late talks");
  await mina.getByRole("button", { name: "Make the room" }).click();
  await mina.getByRole("heading", { level: 1, name: "Late talks" }).waitFor();
  await mina.getByText("Nobody has said anything yet.").waitFor();
  await jun.getByLabel("Name of a new room").fill("late talks");
  await jun.getByLabel("Name of a new room").press("Enter");
  await jun.getByText("There is a room “Late talks”.").waitFor();
  await jun.getByRole("link", { name: "Go there" }).click();
  await jun.getByRole("heading", { level: 1, name: "Late talks" }).waitFor();
});

test("older messages come on demand, and what is being read keeps its place", async ({
  start,
  visit,
}) => {
  const page = await visit((await start("musubi-chat")).url);
  await enter(page, "Mina");
  for (let number = 1; number <= 60; number += 1) await say(page, `Message ${number}`);
  await expect.poll(async () => (await texts(page)()).length).toBe(60);
  await page.reload();
  await expect.poll(async () => (await texts(page)()).length).toBe(40);
  expect((await texts(page)()).at(-1)).toBe("Message 60");
  await expect.poll(() => distanceToEnd(page)).toBeLessThan(2);

  await messages(page).evaluate((list) => {
    list.scrollTop = 0;
  });
  await expect.poll(async () => (await texts(page)())[0]).toBe("Message 1");
  // What was at the top is still where it was, under what came before it.
  const message21 = page.locator(".message").filter({ hasText: /^Message 21$/ });
  const frame = await messages(page).boundingBox();
  const box = await message21.boundingBox();
  expect(box && frame && box.y >= frame.y && box.y < frame.y + 200).toBe(true);
  expect(await page.getByRole("button", { name: "Older messages" }).count()).toBe(0);
  await page.getByRole("button", { name: "Newest messages" }).click();
  await expect.poll(() => distanceToEnd(page)).toBeLessThan(2);
});

test("who reads older messages is not moved by new ones", async ({ start, visit }) => {
  const { url } = await start("musubi-chat");
  const mina = await visit(url);
  const jun = await visit(url);
  await enter(mina, "Mina");
  await enter(jun, "Jun");
  for (let number = 1; number <= 30; number += 1) await say(mina, `Message ${number}`);
  await expect.poll(async () => (await texts(jun)()).length).toBe(30);
  const scrollTop = () => messages(jun).evaluate((list) => list.scrollTop);
  await messages(jun).evaluate((list) => {
    list.scrollTop = 100;
  });
  await jun.getByRole("button", { name: "Newest messages" }).waitFor();
  await say(mina, "One more");
  await expect.poll(async () => (await texts(jun)()).length).toBe(31);
  expect(await scrollTop()).toBe(100);
});

test("a chat outlives its server", async ({ start, visit, folder }) => {
  const { server, url } = await start("musubi-chat", { CHAT_FOLDER: join(folder, "chat") });
  const mina = await visit(url);
  const jun = await visit(url);
  await enter(mina, "Mina");
  await enter(jun, "Jun");
  await say(mina, "Before");
  await expect.poll(texts(jun)).toEqual(["Before"]);
  await server.kill();
  await mina.getByText("Reconnecting…").waitFor();
  // What was said stays on screen, and what is said now is kept to be sent again.
  expect(await texts(mina)()).toEqual(["Before"]);
  await say(mina, "Meanwhile");
  await server.restart();
  await mina.getByText("Not sent. The connection was lost.").waitFor();
  await mina.getByText("Reconnecting…").waitFor({ state: "detached" });
  await mina.getByRole("button", { name: "Try again" }).click();
  await expect.poll(texts(mina)).toEqual(["Before", "Meanwhile"]);
  await expect.poll(texts(jun)).toEqual(["Before", "Meanwhile"]);
  await say(jun, "After");
  await expect.poll(texts(mina)).toEqual(["Before", "Meanwhile", "After"]);
});

test("a cut connection is made again, and nothing that was said meanwhile is missing", async ({
  start,
  visit,
}) => {
  const { proxy, server, url } = await start("musubi-chat");
  const mina = await visit(url);
  const jun = await visit(server.url);
  await enter(mina, "Mina");
  await enter(jun, "Jun");
  await say(jun, "Before");
  await expect.poll(texts(mina)).toEqual(["Before"]);
  proxy.goOffline();
  await mina.getByText("Reconnecting…").waitFor();
  await say(jun, "Meanwhile");
  await expect.poll(texts(jun)).toEqual(["Before", "Meanwhile"]);
  proxy.goOnline();
  await expect.poll(texts(mina)).toEqual(["Before", "Meanwhile"]);
});

test("on a narrow screen the list and the room take turns", async ({ start, visit }) => {
  const page = await visit((await start("musubi-chat")).url);
  await page.setViewportSize({ width: 390, height: 780 });
  await page.getByLabel("Your name").fill("Mina");
  await page.getByRole("button", { name: "Enter" }).click();
  await entry(page, "Tea").click();
  await composer(page).waitFor();
  expect(await entry(page, "Tea").isVisible()).toBe(false);
  await page.getByRole("button", { name: /here$/ }).click();
  await page.getByRole("complementary", { name: "People" }).getByText("Mina").waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("link", { name: "All rooms" }).click();
  await entry(page, "Tea").waitFor();
  expect(await composer(page).count()).toBe(0);
});

interface ChosenFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** An image of one pixel, in a file of this many bytes. */
function image(name: string, size = 1000): ChosenFile {
  const pixel = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  // Whatever follows the image is ignored.
  const buffer = Buffer.concat([pixel, Buffer.alloc(size - pixel.length)]);
  return { name, mimeType: "image/png", buffer };
}

const choose = (page: Page, ...files: ChosenFile[]) =>
  page.getByLabel("Add images").setInputFiles(files);

const tray = (page: Page) => page.getByRole("list", { name: "Images of the message" });

/** How wide the images of the messages are once they are loaded. */
const widths = (page: Page) => () =>
  page
    .locator(".message img")
    .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).naturalWidth));

/** Where the files of uploads are until they are sent, and how many bytes they have. */
async function arriving(folder: string): Promise<number[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== "lock");
  return Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
  );
}

/** Holds the next upload up after its third chunk. */
function stopUpload(proxy: App["proxy"]): Promise<unknown> {
  let chunks = 0;
  return proxy.dropNext(({ topic, event, payload }) => {
    if (!topic.startsWith("musubi_upload:") || event !== "phx_reply") return false;
    chunks += 1;
    return chunks === 4 && JSON.stringify(payload).includes("ok");
  });
}

test("images are sent with a message, and are seen by everybody", async ({ start, visit }) => {
  const { url } = await start("musubi-chat");
  const mina = await visit(url);
  const jun = await visit(url);
  await enter(mina, "Mina");
  await enter(jun, "Jun");
  await choose(mina, image("cat.png"), image("tea.png", 500_000));
  await expect.poll(() => tray(mina).getByRole("listitem").count()).toBe(2);
  await expect.poll(() => tray(mina).getByRole("progressbar").count()).toBe(0);
  await say(mina, "Look");
  await tray(mina).waitFor({ state: "detached" });
  await expect.poll(widths(jun)).toEqual([1, 1]);
  await expect.poll(texts(jun)).toEqual(["Look"]);
  // One image is enough for a message.
  await choose(jun, image("cup.png"));
  await jun.getByRole("button", { name: "Send" }).click();
  await expect.poll(widths(mina)).toEqual([1, 1, 1]);
  await jun.reload();
  await expect.poll(widths(jun)).toEqual([1, 1, 1]);
  await jun.locator(".message img").first().click();
  const dialog = jun.getByRole("dialog", { name: "Image" });
  await dialog.getByRole("img").waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
  await dialog.waitFor({ state: "hidden" });
});

test("an image has its place before it is loaded, so the end stays in sight", async ({
  start,
  visit,
}) => {
  const page = await visit((await start("musubi-chat")).url);
  await page.setViewportSize({ width: 700, height: 400 });
  await enter(page, "Mina");
  for (const name of ["first.png", "second.png"]) {
    const buffer = await page.screenshot();
    await choose(page, { name, mimeType: "image/png", buffer });
    await expect.poll(() => tray(page).getByRole("listitem").count()).toBe(1);
    await expect.poll(() => tray(page).getByRole("progressbar").count()).toBe(0);
    await composer(page).press("Enter");
    await tray(page).waitFor({ state: "detached" });
  }
  await page.reload();
  await expect.poll(widths(page)).toEqual([700, 700]);
  await expect.poll(() => distanceToEnd(page)).toBeLessThan(2);
});

test("what cannot be sent is said why, and can be removed", async ({ start, visit }) => {
  const page = await visit((await start("musubi-chat")).url);
  await enter(page, "Mina");
  const text = Buffer.from("just words");
  await choose(
    page,
    { name: "notes.txt", mimeType: "text/plain", buffer: text },
    image("poster.png", 5_000_001),
  );
  await page.getByText("notes.txt is not an image of a kind that can be sent.").waitFor();
  await page.getByText("poster.png is too large: 5 MB are the most.").waitFor();
  expect(await tray(page).count()).toBe(0);
  await choose(page, { name: "fake.png", mimeType: "image/png", buffer: text });
  await expect.poll(() => tray(page).getByRole("progressbar").count()).toBe(0);
  await say(page, "Look");
  await page.getByText("Not sent. fake.png is not an image. Remove it first.").waitFor();
  await page.getByRole("button", { name: "Remove fake.png" }).click();
  await tray(page).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Try again" }).click();
  await expect.poll(texts(page)).toEqual(["Look"]);
});

test("an upload that is given up leaves nothing behind", async ({ start, visit, folder }) => {
  const { proxy, url } = await start("musubi-chat", { TMPDIR: folder });
  const page = await visit(url);
  await enter(page, "Mina");
  const stopped = stopUpload(proxy);
  await choose(page, image("large.png", 3_000_000));
  await stopped;
  expect((await arriving(folder)).length).toBe(1);
  expect(await page.getByRole("button", { name: "Send" }).isDisabled()).toBe(true);
  await page.getByRole("button", { name: "Remove large.png" }).click();
  await tray(page).waitFor({ state: "detached" });
  await expect.poll(() => arriving(folder)).toEqual([]);
});

test("a connection that is cut takes its upload along, and another can follow", async ({
  start,
  visit,
  folder,
}) => {
  const { proxy, url } = await start("musubi-chat", { TMPDIR: folder });
  const page = await visit(url);
  await enter(page, "Mina");
  await composer(page).fill("Look");
  const stopped = stopUpload(proxy);
  await choose(page, image("large.png", 3_000_000));
  await stopped;
  const [bytes] = await arriving(folder);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(3_000_000);
  proxy.cut();
  await expect.poll(() => arriving(folder)).toEqual([]);
  await page.getByText("Reconnecting…").waitFor({ state: "detached" });
  // What was written is still there, and what was on its way is gone.
  expect(await composer(page).inputValue()).toBe("Look");
  await tray(page).waitFor({ state: "detached" });
  await choose(page, image("large.png", 3_000_000));
  await expect.poll(() => tray(page).getByRole("listitem").count()).toBe(1);
  await expect.poll(() => tray(page).getByRole("progressbar").count()).toBe(0);
  await composer(page).press("Enter");
  await expect.poll(widths(page)).toEqual([1]);
});
