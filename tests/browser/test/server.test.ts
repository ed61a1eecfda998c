import { afterEach, expect, test } from "vitest";
import { Server } from "../src/server.js";
import { echo } from "./echo.js";

let server: Server | undefined;

afterEach(async () => {
  await server?.kill();
  server = undefined;
});

async function processId(url: string): Promise<string> {
  return (await fetch(url)).text();
}

test("a server takes a free port and answers on it", async () => {
  server = await Server.start(echo);
  expect(server.port).toBeGreaterThan(0);
  expect(Number(await processId(server.url))).toBeGreaterThan(0);
});

test("a killed server answers no more, and a restarted one answers on the same port", async () => {
  server = await Server.start(echo);
  const { url } = server;
  const first = await processId(url);
  await server.kill();
  await expect(processId(url)).rejects.toThrow("fetch failed");
  await server.restart();
  expect(server.url).toBe(url);
  expect(await processId(url)).not.toBe(first);
});

test("a server that ends before it listens is an error with what it printed", async () => {
  const crash = {
    program: process.execPath,
    arguments: ["-e", "console.error('no database'); process.exit(3)"],
  };
  await expect(Server.start(crash)).rejects.toThrow(/ended with code 3.*\n.*no database/);
});

test("a program that does not exist is an error", async () => {
  await expect(Server.start({ program: "no-such-server" })).rejects.toThrow("could not be started");
});
