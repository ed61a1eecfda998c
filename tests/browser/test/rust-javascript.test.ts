/// <reference path="../../../examples/cart/ui/src/musubi.d.ts" />

/**
 * A page in JavaScript uses the Rust client as it would use `@musubi/client`.
 */

import type { MountedStore, MusubiConnection } from "@musubi/client";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { type Global, openRustModule, rustModulePage } from "../src/rust-module.js";
import { type App, test } from "../src/test.js";

/** What the code of the tests keeps in the page. */
interface Kept extends Global {
  connection: MusubiConnection<Musubi.Stores>;
  cart: MountedStore<"CartStore", Musubi.Stores>;
}

/** Opens a page of the shop with a mounted cart. */
async function open(app: App, visit: (url: string) => Promise<Page>): Promise<Page> {
  const page = await visit("about:blank");
  await openRustModule(page, await rustModulePage(app.proxy));
  await page.evaluate(async () => {
    const kept = globalThis as unknown as Kept;
    kept.connection = await kept.rust.connect<Musubi.Stores>("/socket");
    kept.cart = await kept.connection.mountStore({
      module: "CartStore",
      id: "main",
      params: { cart: "javascript" },
    });
  });
  return page;
}

/** Waits in the page until the cart has this many things. */
const untilCount = (page: Page, count: number) =>
  page.waitForFunction(
    (count) => (globalThis as unknown as Kept).cart.store.item_count === count,
    count,
  );

test("commands change what the snapshot, the fields and the subscribers show", async ({
  start,
  visit,
}) => {
  const page = await open(await start("musubi-cart"), visit);
  const shown = await page.evaluate(async () => {
    const { cart, connection } = globalThis as unknown as Kept;
    const { store } = cart;
    const seen: (number | undefined)[] = [];
    const end = store.subscribe(() => seen.push(store.snapshot()?.item_count));
    const reply = await store.dispatchCommand("add", { sku: "washi" });
    while (Number(store.item_count) !== 1) await new Promise((resolve) => setTimeout(resolve, 5));
    end();
    await store.dispatchCommand("add", { sku: "washi" });
    while (Number(store.item_count) !== 2) await new Promise((resolve) => setTimeout(resolve, 5));
    return {
      reply,
      seen,
      status: connection.status(),
      line: store.snapshot()?.lines[0],
      has: "lines" in store && !("nothing" in store),
      keys: Object.keys(store),
    };
  });
  expect(shown).toMatchObject({
    reply: {},
    seen: [1],
    status: "ready",
    has: true,
    line: { sku: "washi", quantity: 2 },
  });
  expect(shown.keys).toContain("item_count");
});

test("what did not change is the same object, and a child's subscriber sleeps through the rest", async ({
  start,
  visit,
}) => {
  const page = await open(await start("musubi-cart"), visit);
  const shown = await page.evaluate(async () => {
    const { cart } = globalThis as unknown as Kept;
    const { store } = cart;
    await store.dispatchCommand("add", { sku: "washi" });
    await store.dispatchCommand("add", { sku: "sencha" });
    const until = async (holds: () => boolean) => {
      while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await until(() => store.lines.length === 2);
    const [washi, sencha] = store.lines;
    if (washi === undefined || sencha === undefined) throw new Error("there are two lines");
    const woken = { store: 0, washi: 0, sencha: 0 };
    store.subscribe(() => {
      woken.store += 1;
    });
    washi.subscribe(() => {
      woken.washi += 1;
    });
    sencha.subscribe(() => {
      woken.sencha += 1;
    });
    const before = store.snapshot();
    await sencha.dispatchCommand("set_quantity", { quantity: 5 });
    await until(() => sencha.quantity === 5);
    const after = store.snapshot();
    return {
      woken,
      isSameHandle: store.lines[0] === washi,
      isSameLine: before?.lines[0] === after?.lines[0],
      isShared: after?.lines[1] === sencha.snapshot(),
      isSameShop: before?.products === after?.products,
      isOther: before !== after && before?.lines !== after?.lines,
      id: sencha.__musubi_store_id__,
    };
  });
  expect(shown).toEqual({
    woken: { store: 1, washi: 0, sencha: 1 },
    isSameHandle: true,
    isSameLine: true,
    isShared: true,
    isSameShop: true,
    isOther: true,
    id: ["lines", "sencha"],
  });
});

test("a child that is gone reads as nothing, tells it once, and refuses commands", async ({
  start,
  visit,
}) => {
  const page = await open(await start("musubi-cart"), visit);
  const shown = await page.evaluate(async () => {
    const { cart, client } = globalThis as unknown as Kept;
    const { store } = cart;
    await store.dispatchCommand("add", { sku: "washi" });
    while (store.lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const [line] = store.lines;
    if (line === undefined) throw new Error("there is a line");
    let told = 0;
    line.subscribe(() => {
      told += 1;
    });
    await line.dispatchCommand("remove");
    while (store.lines.length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await store.dispatchCommand("add", { sku: "sencha" });
    while (store.lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const refused = await client.tryCommand(line, "remove");
    return {
      told,
      snapshot: line.snapshot() === undefined,
      sku: line.sku === undefined,
      code: refused.ok ? "ok" : refused.error.code,
    };
  });
  expect(shown).toEqual({ told: 1, snapshot: true, sku: true, code: "unknown store" });
});

test("a command error is that of @musubi/client, with its detail", async ({ start, visit }) => {
  const page = await open(await start("musubi-cart"), visit);
  const shown = await page.evaluate(async () => {
    const { cart, client } = globalThis as unknown as Kept;
    const { store } = cart;
    const expired = await client.tryCommand(store, "apply_coupon", { code: "SPRING" });
    const invalid = await client.tryCommand(store, "add", { sku: 5 } as never);
    const caught: unknown = await store
      .dispatchCommand("apply_coupon", { code: "SPRING" })
      .catch((error: unknown) => error);
    const isError = client.isCommandError(store, "apply_coupon", caught);
    return {
      isError,
      isByName: client.MusubiCommandError.is(caught),
      caught: isError && { ...caught, message: caught.message },
      expired: !expired.ok && expired.error.detail,
      invalid: !invalid.ok && { ...invalid.error },
    };
  });
  expect(shown).toMatchObject({
    isError: true,
    isByName: true,
    expired: { since: "2026-06-01" },
    caught: {
      name: "MusubiCommandError",
      message: 'Command "apply_coupon" failed: expired',
      kind: "failed",
      command: "apply_coupon",
      storeId: [],
      code: "expired",
      detail: { since: "2026-06-01" },
      reply: { code: "expired", reason: "The coupon expired on 2026-06-01." },
    },
    invalid: { code: "invalid_payload", detail: { path: "sku" } },
  });
});

/** What an error of the page says. */
const failure = async (page: Page, attempt: () => Promise<unknown>) =>
  page.evaluate(async (attempt) => {
    try {
      // biome-ignore lint/security/noGlobalEval: it is the test's own function
      await globalThis.eval(`(${attempt})`)();
      return undefined;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { ...error, name: error.name, message: error.message };
    }
  }, String(attempt));

test("what nobody mounts says why", async ({ start, visit }) => {
  const page = await open(await start("musubi-cart"), visit);
  const unknown = await failure(page, () => {
    const { connection } = globalThis as unknown as Kept;
    return connection.mountStore({ module: "Shop", id: "1" } as never);
  });
  expect(unknown).toMatchObject({ name: "MusubiMountError", code: "unknown root" });
  expect(unknown?.message).toContain('"Shop"');
  expect(unknown?.message).toContain("CounterStore, CartStore");
  // The module has it, and this server does not.
  const other = await failure(page, () => {
    const { connection } = globalThis as unknown as Kept;
    return connection.mountStore({ module: "CounterStore", id: "1" } as never);
  });
  expect(other).toMatchObject({
    name: "MusubiMountError",
    message: "Root join failed: unknown root",
    reason: "unknown root",
    code: "unknown root",
  });
  const params = await failure(page, () => {
    const { connection } = globalThis as unknown as Kept;
    return connection.mountStore({ module: "CartStore", id: "2", params: { cart: 7 as never } });
  });
  expect(params).toMatchObject({ code: "invalid_params", detail: { path: "cart" } });
  for (const given of [undefined, 5, null, {}, { module: "CartStore", id: 5 }]) {
    const refused = await page.evaluate(
      (given) =>
        (globalThis as unknown as Kept).connection
          .mountStore(given as never)
          .catch((error: Error) => error.name),
      given,
    );
    expect(refused).toBe("TypeError");
  }
});

test("options that are none are named with their place", async ({ start, visit }) => {
  const page = await open(await start("musubi-cart"), visit);
  const refusal = (code: string) =>
    page.evaluate(
      ([code = ""]) =>
        // biome-ignore lint/security/noGlobalEval: what JavaScript may give, JSON cannot say
        (globalThis as unknown as Kept).rust.connect(...(globalThis.eval(code) as unknown[])).then(
          () => "connected",
          (error: Error) => `${error.name}: ${error.message}`,
        ),
      [code],
    );
  expect(await refusal("[]")).toBe("TypeError: connect: the URL: expected a string");
  expect(await refusal("[5]")).toBe("TypeError: connect: the URL: expected a string");
  expect(await refusal("['/socket', null]")).toBe("connected");
  for (const [code, place, expected] of [
    ["5", "the options", "5"],
    ["'a'", "the options", '"a"'],
    ["() => 1", "the options", "expected an object of plain values"],
    ["{ joinTimeout: 1n }", "the options", "expected an object of plain values"],
    ["{ params: { token: 5 } }", "params.token", "expected a string"],
    ["{ params: 5 }", "params", "expected a map"],
    ["{ joinTimeout: -1 }", "joinTimeout", "expected u32"],
    ["{ joinTimeout: 'soon' }", "joinTimeout", "expected u32"],
    ["{ timeout: 5 }", "", "unknown field `timeout`"],
  ] as const) {
    const message = await refusal(`['/socket', ${code}]`);
    expect(message).toContain("TypeError: connect: the options");
    expect(message).toContain(place);
    expect(message).toContain(expected);
  }
});

test("what was left refuses, and what is mounted twice is one page", async ({ start, visit }) => {
  const app = await start("musubi-cart");
  const page = await open(app, visit);
  const shown = await page.evaluate(async () => {
    const { cart, connection } = globalThis as unknown as Kept;
    const again = await connection.mountStore({
      module: "CartStore",
      id: "main",
      params: { cart: "javascript" },
    });
    const { store } = again;
    const isShared = store === cart.store;
    await cart.unmount();
    await store.dispatchCommand("add", { sku: "washi" });
    await again.unmount();
    await again.unmount();
    const said = (error: Error) => `${error.name}: ${error.message}`;
    return {
      isShared,
      left: await store.dispatchCommand("add", { sku: "washi" }).catch(said),
      count: store.item_count === undefined,
      snapshot: store.snapshot() === undefined,
      subscribe: typeof store.subscribe(() => {}),
    };
  });
  expect(shown).toEqual({
    isShared: true,
    left: "Error: Unmounted",
    count: true,
    snapshot: true,
    subscribe: "function",
  });
  const joins = app.proxy.frames.filter(
    ({ direction, event }) => direction === "out" && event === "phx_join",
  );
  expect(joins).toHaveLength(1);
  await expect.poll(() => app.proxy.frames.some(({ event }) => event === "phx_leave")).toBe(true);
});

test("a connection that was ended is closed, and says so", async ({ start, visit }) => {
  const app = await start("musubi-cart");
  const page = await open(app, visit);
  const shown = await page.evaluate(async () => {
    const { cart, connection } = globalThis as unknown as Kept;
    const said = (error: Error) => error.message;
    const waiting = cart.store.dispatchCommand("add", { sku: "washi" }).catch(said);
    await connection.disconnect();
    await connection.disconnect();
    const mounted = connection.mountStore({
      module: "CartStore",
      id: "main",
      params: { cart: "javascript" },
    });
    return [
      await waiting,
      await cart.store.dispatchCommand("add", { sku: "washi" }).catch(said),
      await mounted.catch(said),
    ];
  });
  expect(shown).toEqual(["Disconnected", "Disconnected", "Disconnected"]);
  await expect.poll(() => app.proxy.connections).toBe(0);
});

test("a mount that waits for its server is given up with the connection", async ({
  start,
  visit,
}) => {
  const app = await start("musubi-cart");
  const page = await open(app, visit);
  app.proxy.goOffline();
  const said = await page.evaluate(async () => {
    const { rust } = globalThis as unknown as Kept;
    const connection = await rust.connect<Musubi.Stores>("/socket");
    const mounting = connection
      .mountStore({ module: "CartStore", id: "late", params: { cart: "late" } })
      .catch((error: Error) => error.message);
    await connection.disconnect();
    return mounting;
  });
  expect(said).toBe("Disconnected");
  app.proxy.goOnline();
  await page.waitForFunction(() => (globalThis as unknown as Kept).connection.status() === "ready");
  // The other connection came back, and this one tries no more.
  expect(app.proxy.connections).toBe(1);
});

test("a cut connection goes on where it was, and wakes nobody for what is the same", async ({
  start,
  visit,
}) => {
  const app = await start("musubi-cart");
  const page = await open(app, visit);
  await page.evaluate(async () => {
    const kept = globalThis as unknown as Kept & { statuses: string[]; woken: number };
    kept.statuses = [];
    kept.woken = 0;
    kept.connection.onStatusChange((status) => kept.statuses.push(status));
    await kept.cart.store.dispatchCommand("add", { sku: "washi" });
  });
  await untilCount(page, 1);
  app.proxy.goOffline();
  await page.waitForFunction(
    () => (globalThis as unknown as Kept).connection.status() === "reconnecting",
  );
  const waiting = page.evaluate(() =>
    (globalThis as unknown as Kept).cart.store
      .dispatchCommand("add", { sku: "washi" })
      .then(() => "sent", String),
  );
  expect(await page.evaluate(() => (globalThis as unknown as Kept).cart.store.item_count)).toBe(1);
  app.proxy.goOnline();
  await page.waitForFunction(() => (globalThis as unknown as Kept).connection.status() === "ready");
  expect(await waiting).toBe("sent");
  await untilCount(page, 2);
  const statuses = await page.evaluate(
    () => (globalThis as unknown as { statuses: string[] }).statuses,
  );
  expect(statuses).toEqual(["reconnecting", "ready"]);
});

test("a server that forgot the page sends it anew, and what is equal stays the same object", async ({
  start,
  visit,
}) => {
  const app = await start("musubi-cart");
  const page = await open(app, visit);
  await page.evaluate(async () => {
    const kept = globalThis as unknown as Kept & { before: unknown; products: unknown };
    kept.before = kept.cart.store.snapshot();
  });
  await app.server.restart();
  await expect
    .poll(() =>
      page.evaluate(() =>
        (globalThis as unknown as Kept).cart.store
          .dispatchCommand("remove_coupon")
          .then(() => "sent", String),
      ),
    )
    .toBe("sent");
  const isSame = await page.evaluate(() => {
    const kept = globalThis as unknown as Kept & { before: unknown };
    return kept.cart.store.snapshot() === kept.before;
  });
  expect(isSame).toBe(true);
});
