/**
 * Events reach JavaScript through the Rust client as they do through `@musubi/client`.
 */

import type { MusubiConnection, StoreProxy } from "@musubi/client";
import { expect } from "vitest";
import { type Both, openBoth, type Recorded, withEach } from "../src/recorded.js";
import { test } from "../src/test.js";

/** What the code of the tests keeps in the page, for each client. */
interface Kept extends Both {
  desks: Record<string, StoreProxy<"Recorded.Desk", Recorded>>;
  connections: Record<string, MusubiConnection<Recorded>>;
  logs: Record<string, string[]>;
}

test("handlers hear the events of their store, after its state, for as long as they want", async ({
  start,
  visit,
}) => {
  const page = await openBoth(await start("musubi-test-stores"), visit);
  const heard = await withEach(page, async (client) => {
    const { open, until } = globalThis as unknown as Kept;
    const connection = await open(client);
    const { store } = await connection.mountStore({ module: "Recorded.Desk", id: client });
    const log: string[] = [];
    store.subscribe(() => log.push(`state ${store.said} ${store.bell.rung}`));
    store.handleEvent("toast", ({ text }) => log.push(`${text} while ${store.said}`));
    const twice = ({ text }: { text: string }) => log.push(`again ${text}`);
    const ends = [store.handleEvent("toast", twice), store.handleEvent("toast", twice)];
    const once = store.handleEvent("toast", ({ text }) => {
      once();
      log.push(`once ${text}`);
      store.handleEvent("toast", ({ text }) => log.push(`late ${text}`));
      throw new Error("of a handler");
    });
    store.handleEvent("toast", ({ text }) => {
      if (text === "quiet") for (const end of [...ends, ...ends]) end();
    });
    store.bell.handleEvent("bell:rang", (rang) => {
      log.push(`bell ${JSON.stringify(rang)} at ${store.bell.rung}`);
    });
    store.handleEvent("bell:rang" as never, () => log.push("the root hears the bell"));
    await store.dispatchCommand("say", { texts: ["one"], count: false });
    await store.dispatchCommand("say", { texts: ["two", "quiet", "three"], count: true });
    await store.bell.dispatchCommand("ring", { count: 2 });
    await until(() => store.bell.rung === 3);
    return log;
  });
  expect(heard.rust).toEqual(heard.typescript);
  expect(heard.rust).toEqual([
    "one while 0",
    "again one",
    "again one",
    "once one",
    "state 3 1",
    "two while 3",
    "again two",
    "again two",
    "late two",
    "quiet while 3",
    "again quiet",
    "again quiet",
    "late quiet",
    "three while 3",
    "late three",
    "state 3 3",
    'bell {"type":"times","count":2} at 3',
  ]);
});

test("handlers stay over a cut and a new page, and go with the root", async ({ start, visit }) => {
  const app = await start("musubi-test-stores");
  const page = await openBoth(app, visit);
  await withEach(page, async (client) => {
    const kept = globalThis as unknown as Kept;
    const connection = await kept.open(client);
    const { store } = await connection.mountStore({ module: "Recorded.Desk", id: client });
    const log: string[] = [];
    store.handleEvent("toast", ({ text }) => log.push(text));
    store.bell.handleEvent("bell:rang", ({ type }) => log.push(type));
    kept.connections = { ...kept.connections, [client]: connection };
    kept.desks = { ...kept.desks, [client]: store };
    kept.logs = { ...kept.logs, [client]: log };
  });
  const say = (text: string) =>
    expect
      .poll(() =>
        page.evaluate(async (text) => {
          const { desks } = globalThis as unknown as Kept;
          const payload = { texts: [text], count: false };
          const said = Object.values(desks).map((desk) => desk.dispatchCommand("say", payload));
          return (await Promise.allSettled(said)).map(({ status }) => status);
        }, text),
      )
      .toEqual(["fulfilled", "fulfilled"]);
  const logs = () => page.evaluate(() => (globalThis as unknown as Kept).logs);
  const same = (log: string[]) => ({ rust: log, typescript: log });

  app.proxy.cut();
  await say("after the cut");
  await expect.poll(logs).toEqual(same(["after the cut"]));
  // The page is another one, whose bell rings, and whose desk welcomes, when they are mounted.
  await app.server.restart();
  await expect.poll(logs).toEqual(same(["after the cut", "welcome", "once"]));
  const after = await page.evaluate(async () => {
    const { connections, desks, logs } = globalThis as unknown as Kept;
    const before = structuredClone(logs);
    for (const [client, connection] of Object.entries(connections)) {
      const again = await connection.mountStore({ module: "Recorded.Desk", id: client });
      const first = await connection.mountStore({ module: "Recorded.Desk", id: client });
      await connection.disconnect();
      await again.unmount();
      await first.unmount();
      desks[client]?.handleEvent("toast", () => logs[client]?.push("of a root that is gone"));
    }
    return [before, logs];
  });
  expect(after[1]).toEqual(after[0]);
});
