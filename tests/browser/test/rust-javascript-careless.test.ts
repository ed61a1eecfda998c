/**
 * A page in JavaScript that gives the Rust client anything, and calls it from within its own calls: it
 * hears of what is wrong as with `@musubi/client`, and the client goes on.
 */

import type { MountedStore, MusubiConnection, StoreProxy } from "@musubi/client";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { type Both, type ClientName, openBoth, type Recorded, withEach } from "../src/recorded.js";
import type { Global } from "../src/rust-module.js";
import { type App, test } from "../src/test.js";

type Form = StoreProxy<"Recorded.Form", Recorded>;

/** What the code of the tests keeps in the page. */
interface Kept extends Both, Global {
  mount(
    client: ClientName,
    id?: string,
  ): Promise<{
    connection: MusubiConnection<Recorded>;
    mounted: MountedStore<"Recorded.Form", Recorded>;
    store: Form;
  }>;
  /** What comes of something: the kind of the error, or what it resolves with. */
  outcome(attempt: () => unknown): Promise<unknown>;
  /** What the console was told. */
  told: string[];
}

async function open(app: App, visit: (url: string) => Promise<Page>): Promise<Page> {
  const page = await openBoth(app, visit);
  await page.evaluate(() => {
    const kept = globalThis as unknown as Kept;
    kept.mount = async (client, id = client) => {
      const connection = await kept.open(client);
      const mounted = await connection.mountStore({ module: "Recorded.Form", id });
      return { connection, mounted, store: mounted.store };
    };
    kept.outcome = async (attempt) => {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof Error)) return `not an error: ${String(error)}`;
        // Nothing of Rust or of the glue around it.
        return /panick|recursive use|unreachable|borrow|null pointer/.test(error.message)
          ? error.message
          : error.name;
      }
    };
    kept.told = [];
    console.error = (...words: unknown[]) => kept.told.push(words.map(String).join(" "));
  });
  return page;
}

/** That a client still works, as `store` shows. */
const works = (page: Page) =>
  withEach(page, async (client) => {
    const { mount, until } = globalThis as unknown as Kept;
    const { connection, store } = await mount(client, `${client} works`);
    await store.dispatchCommand("set_title", { title: "still there" });
    await until(() => store.title === "still there");
    await connection.disconnect();
    return store.snapshot() === undefined;
  });

const WORKS = { rust: true, typescript: true };

test("payloads that JSON cannot say are refused, and all others arrive as they do elsewhere", async ({
  start,
  visit,
}) => {
  const page = await open(await start("musubi-test-stores"), visit);
  const outcomes = await withEach(page, async (client) => {
    const { mount, outcome, until } = globalThis as unknown as Kept;
    const { store } = await mount(client);
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const values: unknown[] = [
      1n,
      cyclic,
      Symbol("s"),
      () => 1,
      revoked.proxy,
      {
        toJSON() {
          throw new RangeError("of toJSON");
        },
      },
      Number.NaN,
      Number.NEGATIVE_INFINITY,
      -0,
      undefined,
      [undefined, () => 1],
      { [Symbol("key")]: 1, a: undefined },
      new Proxy({ of: "a proxy" }, {}),
      new Date(0),
      new Map([[1, 2]]),
      Object.create(null),
      "\ud800 alone",
      "\u0000\u2028",
      { nested: { toJSON: () => "of toJSON" } },
      "x".repeat(100_000),
      Array.from({ length: 100 }).reduce((inner) => [inner], 1),
    ];
    const outcomes: unknown[] = [];
    for (const [index, value] of values.entries()) {
      const said = await outcome(() => store.dispatchCommand("set_anything", { value }));
      outcomes.push(said);
      await store.dispatchCommand("set_title", { title: String(index) });
      await until(() => store.title === String(index));
      outcomes.push(store.anything);
    }
    return outcomes;
  });
  expect(outcomes.rust).toEqual(outcomes.typescript);
  expect(outcomes.rust.filter((said) => said === "TypeError")).toHaveLength(3);
  expect(outcomes.rust).toContain("RangeError");
  expect(await works(page)).toEqual(WORKS);
});

test("arguments that are none do no harm", async ({ start, visit }) => {
  const page = await open(await start("musubi-test-stores"), visit);
  const outcomes = await page.evaluate(async () => {
    const { mount, outcome } = globalThis as unknown as Kept;
    const { connection, store } = await mount("rust");
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const garbage: unknown[] = [
      undefined,
      null,
      0,
      Number.NaN,
      1n,
      "",
      "x".repeat(100_000),
      Symbol("s"),
      {},
      [],
      revoked.proxy,
      Object.create(null),
      { toString: null },
      { module: "Recorded.Form", id: 5 },
      { module: Symbol("s"), id: "x" },
      { module: "Recorded.Form", id: "p", params: 5 },
      { module: "Recorded.Form", id: "q", params: [1n] },
      { module: "Recorded.Form", id: "a:b\u0000\ud800", params: "text" },
      {
        get module() {
          throw new RangeError("of a getter");
        },
      },
    ];
    const calls: Record<string, (value: never) => unknown> = {
      mountStore: (value) => connection.mountStore(value),
      clearStoreCache: (value) => connection.clearStoreCache(value),
      onStatusChange: (value) => connection.onStatusChange(value)(),
      dispatchCommand: (value) => store.dispatchCommand(value, value, undefined),
      payload: (value) => store.dispatchCommand("set_title", value),
      optimistic: (value) => store.dispatchCommand("set_title", { title: "a" }, value),
      subscribe: (value) => store.subscribe(value)(),
      handleEvent: (value) => store.handleEvent(value, value)(),
      handled: (value) => store.handleEvent(value, (() => {}) as never)(),
      read: (value) => typeof Reflect.get(store, value),
      has: (value) => Reflect.has(store, value),
      write: (value) => {
        (store as { title: unknown }).title = value;
      },
      define: (value) => Object.defineProperty(store, "title", { value }),
      remove: () => Reflect.deleteProperty(store, "title"),
      prototype: (value) => Object.setPrototypeOf(store, value) === store,
    };
    const said: Record<string, unknown[]> = {};
    for (const [name, call] of Object.entries(calls)) {
      said[name] = [];
      for (const value of garbage) {
        const came = await outcome(() => call(value as never));
        said[name].push(typeof came === "object" ? "object" : came);
      }
    }
    return said;
  });
  const faults = ["TypeError", "RangeError", "MusubiCommandError", "MusubiMountError", "Error"];
  for (const [name, said] of Object.entries(outcomes)) {
    for (const came of said) {
      if (typeof came === "string" && /[^a-z]/.test(came)) expect(faults, name).toContain(came);
    }
  }
  for (const name of ["subscribe", "handleEvent", "onStatusChange", "write", "define", "remove"]) {
    expect(new Set(outcomes[name]), name).toEqual(new Set(["TypeError"]));
  }
  expect(await works(page)).toEqual(WORKS);
});

test("names that mean something to objects are members like others", async ({ start, visit }) => {
  const page = await open(await start("musubi-test-stores"), visit);
  const shown = await page.evaluate(async () => {
    const { mount, until } = globalThis as unknown as Kept;
    const { store } = await mount("rust");
    const shown: unknown[] = [];
    const names = ["__proto__", "constructor", "hasOwnProperty", "toString", "then", "toJSON"];
    for (const [index, value] of [1, { polluted: true }, [1], "last"].entries()) {
      const object = Object.fromEntries(names.map((name) => [name, value]));
      // What would be read from the prototype is not, whether it is new, changed or gone.
      await store.dispatchCommand("set_anything", { value: { ...object, inner: object } });
      await store.dispatchCommand("set_title", { title: String(index) });
      await until(() => store.title === String(index));
      const now = store.anything as Record<string, unknown>;
      const isOwn = names.every((name) => Object.hasOwn(now, name));
      shown.push([isOwn, Object.keys(now).length, Object.getPrototypeOf(now) === Object.prototype]);
    }
    await store.dispatchCommand("set_anything", { value: { inner: {} } });
    await until(() => Object.keys(store.anything as object).length === 1);
    return [...shown, ({} as { polluted?: true }).polluted ?? "clean"];
  });
  expect(shown).toEqual([...Array(4).fill([true, 7, true]), "clean"]);
  expect(await works(page)).toEqual(WORKS);
});

test("listeners may do anything: throw, end, dispatch, mount, unmount, disconnect", async ({
  start,
  visit,
}) => {
  const page = await open(await start("musubi-test-stores"), visit);
  const logs = await withEach(page, async (client) => {
    const { mount, open, outcome, until, told } = globalThis as unknown as Kept;
    const said = (attempt: () => unknown) => outcome(attempt).then((came) => log.push(`${came}`));
    const log: string[] = [];
    told.length = 0;
    const { connection, mounted, store } = await mount(client);
    const other = await open(client);
    // One that throws, one that ends itself and one behind it, one that ends the next.
    store.subscribe(() => {
      throw new Error("of a listener");
    });
    const self = store.subscribe(() => {
      self();
      next();
      store.subscribe(() => log.push("subscribed within"));
      store.snapshot();
      log.push("self");
    });
    const next = store.subscribe(() => log.push("next"));
    await store.dispatchCommand("set_title", { title: "one" });
    await until(() => store.title === "one" && log.length > 0);
    // One that sends commands, and one that mounts and connects.
    let sent = 0;
    const send = store.subscribe(() => {
      sent += 1;
      if (sent < 5) void store.dispatchCommand("set_title", { title: `sent ${sent}` });
    });
    const mounting: Promise<unknown>[] = [];
    const mounts = store.subscribe(() => {
      mounts();
      mounting.push(connection.mountStore({ module: "Recorded.Form", id: `${client} in` }));
      mounting.push(connection.mountStore({ module: "Recorded.Form", id: client }));
      mounting.push(other.mountStore({ module: "Recorded.Form", id: `${client} other` }));
    });
    await store.dispatchCommand("set_title", { title: "two" });
    await until(() => store.title === "sent 4" && sent === 5);
    send();
    const all = (await Promise.all(mounting)) as MountedStore<"Recorded.Form", Recorded>[];
    log.push(`mounted ${all.length} ${all[1]?.store === store}`);
    // One that unmounts, and one that disconnects, each in its own root.
    const inner = all[0]?.store as Form;
    const unmounts = inner.subscribe(() => {
      unmounts();
      void all[0]?.unmount();
      log.push(`unmounting ${inner.title}`);
    });
    await inner.dispatchCommand("set_title", { title: "three" });
    await until(() => inner.snapshot() === undefined);
    await said(() => inner.dispatchCommand("set_title", { title: "gone" }));
    let ended = false;
    store.subscribe(() => {
      if (ended) return;
      ended = true;
      void connection.disconnect();
      log.push(`disconnected ${store.title}`);
      void said(() => connection.mountStore({ module: "Recorded.Form", id: "late" }));
      void said(() => store.dispatchCommand("set_title", { title: "late" }));
    });
    await said(() => store.dispatchCommand("set_title", { title: "four" }));
    await until(() => store.snapshot() === undefined);
    await mounted.unmount();
    await new Promise((resolve) => setTimeout(resolve, 20));
    log.push(told.every((words) => words.includes("of a listener")) ? "as told" : told.join());
    return log;
  });
  expect(logs.rust).toEqual(logs.typescript);
  expect(logs.rust).toContain("as told");
  expect(logs.rust).toContain("mounted 3 true");
  expect(await works(page)).toEqual(WORKS);
});

test("handlers of events and of the status may do anything, too", async ({ start, visit }) => {
  const app = await start("musubi-test-stores");
  const page = await open(app, visit);
  const logs = await withEach(page, async (client) => {
    const { open, until } = globalThis as unknown as Kept;
    const log: string[] = [];
    const connection = await open(client);
    const { store, unmount } = await connection.mountStore({ module: "Recorded.Desk", id: client });
    const say = (text: string) => store.dispatchCommand("say", { texts: [text], count: false });
    store.handleEvent("toast", ({ text }) => {
      log.push(`${text} ${store.snapshot()?.said}`);
      if (text === "one") void say("two");
      if (text === "two") store.subscribe(() => log.push("told of the end"));
      if (text === "two") void unmount().then(() => log.push("unmounted"));
      if (text === "one") throw new Error("of a handler");
    });
    store.handleEvent("toast", ({ text }) => log.push(`behind ${text}`));
    await say("one");
    await until(() => log.includes("unmounted"));
    const again = await connection.mountStore({ module: "Recorded.Desk", id: client });
    again.store.handleEvent("toast", () => {
      void connection.disconnect();
      log.push("disconnected");
    });
    again.store.handleEvent("toast", () => log.push("behind the end"));
    await again.store
      .dispatchCommand("say", { texts: ["three", "four"], count: true })
      .catch((error: Error) => log.push(error.message));
    await until(() => log.includes("disconnected"));
    return log;
  });
  expect(logs.rust).toEqual(logs.typescript);
  expect(logs.rust).toContain("told of the end");
  // In a listener of the status, on both sides of a cut.
  await page.evaluate(async () => {
    const kept = globalThis as unknown as Kept & { statuses: string[]; ended: boolean };
    const { connection, store } = await kept.mount("rust", "status");
    kept.statuses = [];
    connection.onStatusChange(() => {
      throw new Error("of a status");
    });
    connection.onStatusChange((status) => {
      kept.statuses.push(`${status} ${connection.status()} ${store.title}`);
      const end = connection.onStatusChange(() => {});
      end();
      end();
      if (status === "ready") {
        void connection.disconnect();
        kept.ended = true;
      }
    });
  });
  app.proxy.cut();
  await page.waitForFunction(() => (globalThis as unknown as { ended?: boolean }).ended);
  const statuses = await page.evaluate(
    () => (globalThis as unknown as { statuses: string[] }).statuses,
  );
  expect(statuses).toEqual(["reconnecting reconnecting Tea", "ready ready Tea"]);
  await expect.poll(() => app.proxy.connections).toBeLessThanOrEqual(1);
  expect(await works(page)).toEqual(WORKS);
});

test("mounts of one root at once, and mounts that cross, are one page", async ({
  start,
  visit,
}) => {
  const app = await start("musubi-test-stores");
  const page = await open(app, visit);
  const logs = await withEach(page, async (client) => {
    const { open, outcome } = globalThis as unknown as Kept;
    const connection = await open(client);
    const mount = (id: string = client) => connection.mountStore({ module: "Recorded.Form", id });
    const [first, second, third] = await Promise.all([mount(), mount(), mount()]);
    const isOne = first.store === second.store && second.store === third.store;
    await Promise.all([first.unmount(), first.unmount(), second.unmount()]);
    const stays = third.store.title;
    // The last is given up and taken again in one breath, as StrictMode does it.
    const [, again] = await Promise.all([third.unmount(), mount()]);
    const isSame = again.store === first.store;
    const unmounted = again.unmount();
    const crossing = mount();
    await unmounted;
    const crossed = await crossing;
    // Given up while it is on its way.
    const late = mount(`${client} late`);
    const ended = connection.disconnect();
    const said = await outcome(() => late);
    await ended;
    return [isOne, stays, isSame, crossed.store === first.store, said, first.store.title ?? "gone"];
  });
  expect(logs.rust).toEqual(logs.typescript);
  expect(logs.rust).toEqual([true, "Tea", true, true, "Error", "gone"]);
  const joins = app.proxy.frames.filter(
    ({ direction, event, topic }) =>
      direction === "out" && event === "phx_join" && topic.endsWith(":rust"),
  );
  expect(joins).toHaveLength(1);
  expect(await works(page)).toEqual(WORKS);
});
