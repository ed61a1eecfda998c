/**
 * After each of many random commands, the document that somebody else's JSON Patch made of our
 * patches is what our server renders from nothing.
 */

import { isDeepStrictEqual } from "node:util";
import fastJsonPatch from "fast-json-patch";
import { Socket } from "phoenix";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { builtBinary, Server } from "../../browser/src/server.js";
import { type Command, cartCommand, showcaseCommand } from "../src/commands.js";
import { Random } from "../src/random.js";
import { type Choice, Root } from "../src/root.js";

const COMMANDS = 1000;
const seed = Number(process.env["MUSUBI_SEED"] ?? 20_261_122);

/** How long a patch may be under way, in milliseconds. */
const PATIENCE = 5000;

let server: Server;
let socket: Socket;

beforeAll(async () => {
  server = await Server.start(builtBinary("musubi-playground"));
  socket = new Socket(`${server.url.replace("http", "ws")}/socket`, { transport: WebSocket });
  socket.connect();
});

afterAll(async () => {
  socket?.disconnect();
  await server?.kill();
});

/** What the server renders for a page that was mounted just now. */
async function freshRender({ module, params }: Choice, number: number): Promise<unknown> {
  const root = await Root.mount(socket, { module, params, id: `fresh-${number}` });
  const { document } = root;
  await root.unmount();
  return document;
}

async function holdsAfterEach(
  choice: Choice,
  next: (random: Random) => Command,
): Promise<Record<string, number>> {
  console.log(`${choice.module}: MUSUBI_SEED=${seed}`);
  const random = new Random(seed);
  const root = await Root.mount(socket, choice);
  const outcomes = new Map<string, number>();
  for (let number = 1; number <= COMMANDS; number += 1) {
    const { storeId, name, payload } = next(random);
    const reply = await root.command(storeId, name, payload);
    const outcome = reply.ok ? "ok" : "refused";
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    const fresh = await freshRender(choice, number);
    const timeout = AbortSignal.timeout(PATIENCE);
    const late = new Promise<never>((_, reject) => {
      timeout.addEventListener("abort", () => {
        const difference = fastJsonPatch.compare(root.document as object, fresh as object);
        const command = JSON.stringify({ storeId, name, payload });
        reject(
          new Error(
            `after command ${number}, ${command}, with MUSUBI_SEED=${seed}, the patched document ` +
              `lacks ${JSON.stringify(difference)}`,
          ),
        );
      });
    });
    // The reply says nothing of the patch, so it may still be under way.
    await Promise.race([root.until(() => isDeepStrictEqual(root.document, fresh)), late]);
  }
  await root.unmount();
  return Object.fromEntries([...outcomes, ...root.counts]);
}

test.each([
  { client: "every client", features: undefined, operations: ["add", "remove", "replace"] },
  {
    client: "a client that moves rows",
    features: ["move"],
    operations: ["add", "remove", "replace", "move"],
  },
])("a root with every kind of field, for $client", async ({ features, operations }) => {
  const board = `random ${features}`;
  const choice = {
    module: "ShowcaseStore",
    id: "random",
    params: { board },
    ...(features && { features }),
  };
  const counts = await holdsAfterEach(choice, showcaseCommand);
  // Were the commands refused or did they change nothing, all of this would prove nothing.
  expect(counts["ok"]).toBeGreaterThan(COMMANDS / 2);
  expect(counts["refused"]).toBeGreaterThan(COMMANDS / 50);
  for (const op of operations) expect(counts[op]).toBeGreaterThan(20);
  expect("move" in counts).toBe(operations.includes("move"));
});

test("a cart that is saved in a database", async () => {
  const choice = { module: "CartStore", id: "random", params: { cart: "random" } };
  const counts = await holdsAfterEach(choice, cartCommand);
  expect(counts["ok"]).toBeGreaterThan(COMMANDS / 4);
  expect(counts["refused"]).toBeGreaterThan(COMMANDS / 50);
  for (const op of ["add", "remove", "replace"]) expect(counts[op]).toBeGreaterThan(20);
});
