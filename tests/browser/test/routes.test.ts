import type { Page } from "playwright-core";
import { expect } from "vitest";
import { servePage } from "../src/fixture-page.js";
import type { Frame } from "../src/frame.js";
import { type App, test } from "../src/test.js";

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const count = (page: Page, id: string) =>
  page.getByLabel(`Count of ${id}`, { exact: true }).textContent();

/** The joins and leaves so far, as `phx_join one`. */
function traffic(frames: readonly Frame[]): string[] {
  return frames
    .filter(({ direction, event }) => direction === "out" && /^phx_(join|leave)$/.test(event))
    .map(({ event, topic }) => `${event} ${topic.split(":").at(-1)}`);
}

const seen = (page: Page): Promise<{ fallbacks: number; counts: number[] }> =>
  page.evaluate(() => Reflect.get(window, "seen"));

async function opened(
  start: (name: string) => Promise<App>,
  visit: (url: string) => Promise<Page>,
): Promise<{ app: App; page: Page }> {
  const app = await start("musubi-counter");
  const page = await visit(app.url + (await servePage(app.proxy, "routes")));
  await expect.poll(() => count(page, "one")).toBe("0");
  return { app, page };
}

test("a suspended root is mounted once under StrictMode", async ({ start, visit }) => {
  const { app, page } = await opened(start, visit);
  await button(page, "Increment one").click();
  await expect.poll(() => count(page, "one")).toBe("1");
  expect(traffic(app.proxy.frames)).toEqual(["phx_join one"]);
});

/** The member `key` of each object in the frames that came. */
function came(frames: readonly Frame[], key: string): number[] {
  const members = (payload: unknown): unknown[] =>
    typeof payload === "object" && payload !== null
      ? [Reflect.get(payload, key), ...members(Reflect.get(payload, "response"))]
      : [];
  return frames
    .filter(({ direction }) => direction === "in")
    .flatMap(({ payload }) => members(payload))
    .filter((member) => typeof member === "number");
}

test("a page without uploads and caches loads no code for them", async ({ start, visit }) => {
  const { page } = await opened(start, visit);
  await button(page, "Increment one").click();
  await expect.poll(() => count(page, "one")).toBe("1");
  const scripts = await page.evaluate(() =>
    performance.getEntriesByType("resource").map(({ name }) => name),
  );
  expect(scripts.filter((name) => name.includes("/routes-"))).toHaveLength(1);
  expect(scripts.filter((name) => /uploads|root-cache/.test(name))).toEqual([]);
});

test("an optimistic count never goes back", async ({ start, visit }) => {
  const { app, page } = await opened(start, visit);
  for (let click = 0; click < 10; click += 1) await button(page, "Increment one").click();
  await expect.poll(() => count(page, "one")).toBe("10");
  const { counts } = await seen(page);
  expect(counts).toEqual([...counts].sort((left, right) => left - right));
  // Each reply said with which envelope its effect comes: nothing was left to the fallback.
  const told = came(app.proxy.frames, "__musubi_version__");
  expect(told).toHaveLength(10);
  await expect.poll(() => came(app.proxy.frames, "version")).toEqual(expect.arrayContaining(told));
});

test("a change of route is one mount and one unmount, without a flash", async ({
  start,
  visit,
}) => {
  const { app, page } = await opened(start, visit);
  const before = await seen(page);
  await button(page, "Go to two").click();
  await expect.poll(() => count(page, "two")).toBe("0");
  await expect
    .poll(() => traffic(app.proxy.frames))
    .toEqual(["phx_join one", "phx_join two", "phx_leave one"]);
  expect((await seen(page)).fallbacks).toBe(before.fallbacks);
  await button(page, "Increment two").click();
  await expect.poll(() => count(page, "two")).toBe("1");
});

test("a burst of mounts and unmounts is no traffic", async ({ start, visit }) => {
  const { app, page } = await opened(start, visit);
  await button(page, "Increment one").click();
  await expect.poll(() => count(page, "one")).toBe("1");
  await button(page, "Burst").click();
  await expect.poll(() => count(page, "one")).toBe("1");
  expect(traffic(app.proxy.frames)).toEqual(["phx_join one"]);
});

/**
 * Goes through the history. While a page comes out of the cache there is none for a moment, and the
 * browser refuses to go anywhere.
 */
async function go(page: Page, where: "goBack" | "goForward"): Promise<void> {
  for (;;) {
    try {
      await page[where]({ waitUntil: "commit" });
      return;
    } catch (error) {
      if (!String(error).includes("Not attached to an active page")) throw error;
      await page.waitForTimeout(100);
    }
  }
}

test("a page that is left and gone back to, and again, works", async ({ start, visit }) => {
  const { app, page } = await opened(start, visit);
  const { fallbacks } = await seen(page);
  await page.evaluate(() => Reflect.set(window, "isKept", true));
  await page.goto("about:blank");
  for (const _ of ["back", "forth and back"]) {
    // A page that comes out of the cache is not loaded again.
    await go(page, "goBack");
    expect(await page.evaluate(() => Reflect.get(window, "isKept"))).toBe(true);
    const before = app.proxy.frames.length;
    await expect.poll(() => app.proxy.connections).toBe(1);
    await button(page, "Increment one").click();
    await expect.poll(() => count(page, "one")).toBe("1");
    const joins = traffic(app.proxy.frames.slice(before));
    expect(joins.length).toBeLessThanOrEqual(1);
    await go(page, "goForward");
  }
  await go(page, "goBack");
  expect((await seen(page)).fallbacks).toBe(fallbacks);
});

test("30 seconds without a network leave the last state on screen", async ({ start, visit }) => {
  const { app, page } = await opened(start, visit);
  await button(page, "Increment one").click();
  await expect.poll(() => count(page, "one")).toBe("1");
  const { fallbacks } = await seen(page);
  app.proxy.goOffline();
  await page.context().setOffline(true);
  await page.waitForTimeout(30_000);
  expect(await count(page, "one")).toBe("1");
  app.proxy.goOnline();
  const before = app.proxy.frames.length;
  await page.context().setOffline(false);
  await expect.poll(() => traffic(app.proxy.frames.slice(before))).toEqual(["phx_join one"]);
  // The page of before goes on.
  await expect
    .poll(async () => {
      await button(page, "Increment one").click();
      return Number(await count(page, "one"));
    })
    .toBeGreaterThan(1);
  expect((await seen(page)).fallbacks).toBe(fallbacks);
});

test("a tab that was frozen while its connection was lost is there at once", async ({
  start,
  visit,
}) => {
  const { app, page } = await opened(start, visit);
  const session = await page.context().newCDPSession(page);
  await session.send("Page.setWebLifecycleState", { state: "frozen" });
  app.proxy.cut();
  await page.waitForTimeout(3000);
  await session.send("Page.setWebLifecycleState", { state: "active" });
  await expect.poll(() => app.proxy.connections).toBe(1);
  await expect.poll(() => traffic(app.proxy.frames).length).toBe(2);
  await button(page, "Increment one").click();
  await expect.poll(() => count(page, "one")).toBe("1");
});
