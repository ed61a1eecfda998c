import { once } from "node:events";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { isPatch } from "../src/frame.js";
import { NetworkProxy } from "../src/proxy.js";
import { Server } from "../src/server.js";
import { echo } from "./echo.js";

let server: Server;
let proxy: NetworkProxy;

beforeEach(async () => {
  server = await Server.start(echo);
  proxy = await NetworkProxy.start(server.url);
});

afterEach(async () => {
  await proxy.close();
  await server.kill();
});

async function connect(path = "/"): Promise<WebSocket> {
  const socket = new WebSocket(proxy.url.replace("http", "ws") + path);
  await once(socket, "open");
  return socket;
}

/** Collects what the socket receives, as text. */
function inbox(socket: WebSocket): string[] {
  const received: string[] = [];
  socket.on("message", (data) => received.push(data.toString()));
  return received;
}

function patch(version: number): string {
  return JSON.stringify(["1", null, "musubi:connection:a", "patch", { version }]);
}

test("HTTP reaches the server with the browser's own host", async () => {
  const response = await fetch(proxy.url);
  expect(Number(await response.text())).toBeGreaterThan(0);
  expect(response.headers.get("x-host")).toBe(new URL(proxy.url).host);
});

test("text and binary frames pass in both directions", async () => {
  const socket = await connect();
  socket.send("text");
  expect(await once(socket, "message")).toEqual([Buffer.from("text"), false]);
  socket.send(Buffer.from([0, 255]));
  expect(await once(socket, "message")).toEqual([Buffer.from([0, 255]), true]);
});

test("both sides of the conversation are recorded", async () => {
  const socket = await connect();
  socket.send(patch(1));
  await once(socket, "message");
  const frame = { topic: "musubi:connection:a", event: "patch", payload: { version: 1 } };
  expect(proxy.frames).toEqual([
    { direction: "out", ...frame },
    { direction: "in", ...frame },
  ]);
});

test("a dropped frame is the only one that is missing", async () => {
  const socket = await connect();
  const received = inbox(socket);
  const dropped = proxy.dropNext(isPatch);
  for (const text of ["not a frame", patch(1), patch(2)]) socket.send(text);
  expect((await dropped).payload).toEqual({ version: 1 });
  await expect.poll(() => received).toEqual(["not a frame", patch(2)]);
});

test("a delayed frame holds up those behind it", async () => {
  const socket = await connect();
  const received = inbox(socket);
  const delayed = proxy.delayNext(isPatch, 300);
  for (const text of [patch(1), patch(2)]) socket.send(text);
  await delayed;
  const arrived = performance.now();
  expect(received).toEqual([]);
  await expect.poll(() => received).toEqual([patch(1), patch(2)]);
  expect(performance.now() - arrived).toBeGreaterThan(250);
});

test("a cut ends the connection without a close frame, and the next one works", async () => {
  const socket = await connect();
  expect(proxy.connections).toBe(1);
  proxy.cut();
  expect((await once(socket, "close"))[0]).toBe(1006);
  await expect.poll(() => proxy.connections).toBe(0);
  const again = await connect();
  again.send("back");
  expect(String((await once(again, "message"))[0])).toBe("back");
});

test("an offline proxy refuses until it is online again", async () => {
  const socket = await connect();
  proxy.goOffline();
  expect((await once(socket, "close"))[0]).toBe(1006);
  await expect(connect()).rejects.toThrow();
  await expect(fetch(proxy.url)).rejects.toThrow("fetch failed");
  proxy.goOnline();
  await connect();
});

test("the server's close code reaches the browser", async () => {
  const socket = await connect();
  socket.send("goodbye");
  const [code, reason] = await once(socket, "close");
  expect([code, String(reason)]).toEqual([4001, "as you wish"]);
});

test("the server's refusal of a WebSocket reaches the browser", async () => {
  await expect(connect("/refused")).rejects.toThrow("403");
});

test("a killed server cuts the browser off, and a restarted one is reached again", async () => {
  const socket = await connect();
  await Promise.all([once(socket, "close"), server.kill()]);
  await expect(connect()).rejects.toThrow();
  await server.restart();
  await connect();
});
