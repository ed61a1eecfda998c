/**
 * What a page finds in the objects of the Rust client, and is told by them, is what it finds in those
 * of `@musubi/client`.
 */

import { expect } from "vitest";
import { type Both, openBoth, withEach } from "../src/recorded.js";
import { test } from "../src/test.js";

interface Kept extends Both {
  /** The members of an object, each with what kind of thing it is. */
  members(object: object): Record<string, string>;
}

test("connections, mounts, stores, snapshots, uploads and errors have the same members", async ({
  start,
  visit,
}) => {
  const page = await openBoth(await start("musubi-test-stores"), visit);
  await page.evaluate(() => {
    const kept = globalThis as unknown as Kept;
    kept.members = (object) => {
      const prototype = Object.getPrototypeOf(object) as object | null;
      const names = new Set(Object.getOwnPropertyNames(object));
      if (prototype !== Object.prototype && !Array.isArray(object)) {
        for (const name of Object.getOwnPropertyNames(prototype ?? {})) names.add(name);
      }
      // A stack is the browser's, and a message is of whoever calls.
      for (const name of ["constructor", "stack", "message"]) names.delete(name);
      const kinds = [...names].sort().map((name) => {
        const value: unknown = Reflect.get(object, name);
        const isPlain = value === null || typeof value !== "object";
        return [name, isPlain ? `${typeof value} ${String(value)}` : "object"];
      });
      // What a function looks like is its own business.
      return Object.fromEntries(
        kinds.map(([name, kind = ""]) => [name, kind.startsWith("function") ? "function" : kind]),
      ) as Record<string, string>;
    };
  });
  const found = await withEach(page, async (client) => {
    const { open, members, until } = globalThis as unknown as Kept;
    const connection = await open(client);
    const desk = await connection.mountStore({ module: "Recorded.Desk", id: "members" });
    const album = await connection.mountStore({ module: "Recorded.Album", id: "members" });
    const form = await connection.mountStore({ module: "Recorded.Form", id: "members" });
    const { pictures } = album.store;
    await pictures.select([
      new File(["tea"], "tea.png", { type: "image/png" }),
      new File(["tea"], "tea.txt", { type: "text/plain" }),
    ]);
    await until(() => album.store.snapshot()?.pictures.entries.length === 1);
    const view = album.store.snapshot()?.pictures;
    // What is ref'd by the server differs from page to page.
    const entries = view?.entries.map((entry) => ({ ...entry, ref: "" }));
    const failed = async (attempt: Promise<unknown>): Promise<Error> =>
      attempt.then(
        () => new Error("it did not fail"),
        (error: unknown) => error as Error,
      );
    const refused = await failed(
      form.store.dispatchCommand("set_title", { title: 5 } as never) as Promise<unknown>,
    );
    const unknown = await failed(desk.store.dispatchCommand("nothing" as never, {} as never));
    const params = await failed(
      connection.mountStore({ module: "Recorded.Desk", id: "p", params: [] as never }),
    );
    const errors = [refused, unknown, params].map((error) => ({
      ...members(error),
      text: String(error),
      detail: JSON.stringify(Reflect.get(error, "detail")),
      cause: JSON.stringify(error.cause),
      isError: error instanceof Error,
    }));
    const before = [connection, desk, desk.store, desk.store.bell, form.store].map(members);
    const tag = (object: object) => [
      Object.keys(object),
      JSON.stringify(object),
      `${typeof object}`,
    ];
    const shown = [desk.store, desk.store.bell, form.store, desk.store.snapshot() ?? {}].map(tag);
    await connection.disconnect();
    return {
      before,
      shown,
      view: members(view ?? {}),
      entries,
      slotErrors: view?.errors,
      errors,
      after: [connection, desk, desk.store].map(members),
      status: connection.status(),
    };
  });
  // Methods of its own that nobody is told of.
  expect(found.rust).toEqual(found.typescript);
  expect(found.rust.errors.map(({ text }) => text)).toHaveLength(3);
});

test("the status of the connection is told in the same words, at the same times", async ({
  start,
  visit,
}) => {
  const app = await start("musubi-test-stores");
  const page = await openBoth(app, visit);
  await withEach(page, async (client) => {
    const kept = globalThis as unknown as Kept & { statuses: Record<string, string[]> };
    const connection = await kept.open(client);
    const told = [connection.status()];
    connection.onStatusChange((status) => told.push(status));
    await connection.mountStore({ module: "Recorded.Desk", id: client });
    kept.statuses = { ...kept.statuses, [client]: told };
  });
  const statuses = () =>
    page.evaluate(() => (globalThis as unknown as { statuses: unknown }).statuses);
  const both = (told: string[]) => ({ rust: told, typescript: told });
  await expect.poll(statuses).toEqual(both(["connecting", "ready"]));
  app.proxy.goOffline();
  await expect.poll(statuses).toEqual(both(["connecting", "ready", "reconnecting"]));
  app.proxy.goOnline();
  await expect.poll(statuses).toEqual(both(["connecting", "ready", "reconnecting", "ready"]));
});

test("a page that ended says so in the same words, and another takes its place", async ({
  start,
  visit,
}) => {
  const page = await openBoth(await start("musubi-test-stores"), visit);
  const logs = await withEach(page, async (client) => {
    const { open, until } = globalThis as unknown as Kept;
    const connection = await open(client);
    const mounted = await connection.mountStore({ module: "Recorded.Board", id: client });
    const { store } = mounted;
    const log: unknown[] = [];
    const said = (error: Error) => `${error.name}: ${error.message}`;
    await store.dispatchCommand("set_tasks", { ids: [7, 8] });
    await until(() => store.tasks.length === 2);
    const before = store.snapshot();
    const failing = store.dispatchCommand("rename_task", { id: 999, text: "none" }).catch(said);
    log.push(await failing);
    const early = store.dispatchCommand("set_tasks", { ids: [9] }).catch(said);
    log.push(store.tasks.length, store.snapshot() === before, connection.status());
    log.push(mounted.isFetching, await early);
    await until(() => store.tasks.length === 1);
    log.push(await store.dispatchCommand("set_tasks", { ids: [9] }));
    await connection.disconnect();
    return log;
  });
  expect(logs.rust).toEqual(logs.typescript);
  expect(logs.rust.slice(1, 5)).toEqual([2, true, "ready", false]);
});
