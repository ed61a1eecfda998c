/**
 * Rust and JavaScript in one page share a connection: `client-wasm/browser-tests/src/sharing.rs`.
 */

import { expect } from "vitest";
import { type Global, openRustModule, rustModulePage } from "../src/rust-module.js";
import { test } from "../src/test.js";

test("what Rust lets go of stays with JavaScript, until that lets go of it, too", async ({
  start,
  visit,
}) => {
  const app = await start("musubi-counter");
  const page = await visit("about:blank");
  await openRustModule(page, await rustModulePage(app.proxy));
  const counts = await page.evaluate(async () => {
    const { rust } = globalThis as unknown as Global;
    const shared = await rust.SharedCounter.open();
    const [first, second] = [shared.connection(), shared.connection()];
    interface Counter {
      count: number;
      dispatchCommand(name: string, payload: object): Promise<unknown>;
      subscribe(listener: () => void): () => void;
    }
    const mount = async (connection: typeof first) => {
      const options = { module: "CounterStore", id: "main" } as never;
      return (await connection.mountStore(options)).store as unknown as Counter;
    };
    const [counter, same] = [await mount(first), await mount(second)];
    // Rust goes while it calls a listener.
    counter.subscribe(() => {
      if (counter.count === 1) shared.free();
    });
    await counter.dispatchCommand("increment", { amount: 1 });
    const until = async (count: number, seen: Counter) => {
      while (seen.count !== count) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await until(1, same);
    same.subscribe(() => void second.disconnect());
    await same.dispatchCommand("increment", { amount: 1 }).catch(() => undefined);
    await until(2, counter);
    await counter.dispatchCommand("increment", { amount: 1 });
    await until(3, counter);
    const said = await same.dispatchCommand("increment", { amount: 1 }).catch(String);
    await first.disconnect();
    return [same.count ?? "gone", counter.count ?? "gone", said];
  });
  expect(counts).toEqual(["gone", "gone", "Error: Disconnected"]);
  await expect.poll(() => app.proxy.connections).toBe(0);
});

test("what Rust and JavaScript mount over one connection is one page", async ({ start, visit }) => {
  const app = await start("musubi-counter");
  const page = await visit("about:blank");
  await openRustModule(page, await rustModulePage(app.proxy));
  const counts = await page.evaluate(async () => {
    const { rust } = globalThis as unknown as Global;
    const shared = await rust.SharedCounter.open();
    const connection = shared.connection();
    const options = { module: "CounterStore", id: "main" };
    const { store, unmount } = (await connection.mountStore(options as never)) as unknown as {
      store: { count: number; dispatchCommand(name: string, payload: object): Promise<unknown> };
      unmount(): Promise<void>;
    };
    await store.dispatchCommand("increment", { amount: 3 });
    while (shared.count() !== 3) await new Promise((resolve) => setTimeout(resolve, 5));
    const seen = store.count;
    await unmount();
    await connection.disconnect();
    return [seen, shared.count()];
  });
  expect(counts).toEqual([3, 3]);
  const sent = app.proxy.frames.filter(({ direction }) => direction === "out");
  expect(sent.map(({ event }) => event)).toEqual(["phx_join", "command"]);
  expect(app.proxy.connections).toBe(1);
});
