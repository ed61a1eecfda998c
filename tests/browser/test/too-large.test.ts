/// <reference path="../../../examples/counter/ui/src/musubi.d.ts" />

/**
 * What is so large that the server does not even read it costs one connection and one command.
 */

import { connect } from "@musubi/client";
import { Socket } from "phoenix";
import { expect } from "vitest";
import { WebSocket as NodeWebSocket } from "ws";
import { test } from "../src/test.js";

/** More than four times what `Limits::frame_bytes` allows, and than what a kernel keeps. */
const MUCH = "x".repeat(12_000_000);

test("a browser is told that what it still sends is too large", async ({ start, visit }) => {
  // Without the network between them, which would read it all before the server sees a byte.
  const { url } = (await start("musubi-counter")).server;
  const page = await visit(url);
  const code = await page.evaluate(
    ([path, much]) =>
      new Promise<number>((resolve) => {
        const socket = new WebSocket(path);
        socket.onopen = () => socket.send(much);
        socket.onclose = (event) => resolve(event.code);
      }),
    [`${url.replace("http", "ws")}/socket/websocket?vsn=2.0.0`, MUCH] as const,
  );
  expect(code).toBe(1009);
});

test("a command that is not even read fails alone, and those around it are carried out once", async ({
  start,
}) => {
  const { url } = (await start("musubi-counter")).server;
  const socket = new Socket(`${url.replace("http", "ws")}/socket`, {
    transport: NodeWebSocket,
    reconnectAfterMs: () => 5,
    rejoinAfterMs: () => 5,
  });
  let closed = 0;
  socket.onClose(() => {
    closed += 1;
  });
  const connection = await connect<Musubi.Stores>(socket);
  const { store } = await connection.mountStore({ module: "CounterStore", id: "large" });
  const before = store.dispatchCommand("increment", { amount: 1 });
  const payload = { amount: 1, much: MUCH };
  const large = store.dispatchCommand("increment", payload);
  const after = store.dispatchCommand("increment", { amount: 1 });
  await expect(large).rejects.toMatchObject({ code: "too_large" });
  await Promise.all([before, after]);
  await expect.poll(() => store.count).toBe(2);
  expect(closed).toBe(1);
  await connection.disconnect();
  socket.disconnect();
});
