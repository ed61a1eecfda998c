/**
 * What runs in the browser: the same envelopes, as text from a socket to the one subscriber of what
 * they change, through either client.
 *
 * @module
 */

import { connect, type MusubiConnection } from "@musubi/client";
import { Socket } from "phoenix";
import { BenchSocket, lastSocket } from "./server.js";

/** The module of `client-wasm/bench`. */
interface Rust {
  connect<R>(url: string): Promise<MusubiConnection<R>>;
  mount(read: (value: number) => void): Promise<{ free(): void }>;
}

/** A mounted page of which field `e` of the row in the middle is read whenever it changes. */
interface Mounted {
  end(): void;
}

type Client = (read: (value: number) => void) => Promise<Mounted>;

const ROUNDS = 25;
/** Envelopes of a round: enough for the clock of a browser. */
const ENVELOPES = 1_000;

/** Nanoseconds from an envelope to its reader, on a page of this many leaves. */
async function nanosecondsPerEnvelope(client: Client, leaves: number): Promise<number> {
  const rows = Array.from({ length: leaves / 10 }, (_, id) => row(id));
  BenchSocket.document = { __musubi_store_id__: [], rows };
  let awaited = 0;
  let arrived = (): void => undefined;
  const mounted = await client((value) => {
    if (value === awaited) arrived();
  });
  const path = `/rows/${rows.length / 2}/e`;
  let value = 0;
  let fastest = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const socket = lastSocket();
    const first = value + 1;
    value += ENVELOPES;
    const texts = socket.envelopes(ENVELOPES, (index) => ({ path, value: first + index }));
    const start = performance.now();
    for (const [index, data] of texts.entries()) {
      awaited = first + index;
      // One after the other, as from a network: a client may not take several for one.
      await new Promise<void>((resolve) => {
        arrived = resolve;
        socket.onmessage?.({ data });
      });
    }
    // What else the machine does can only add to it.
    fastest = Math.min(fastest, (performance.now() - start) / ENVELOPES);
  }
  mounted.end();
  return fastest * 1e6;
}

/** Ten leaves. */
interface Row {
  readonly id: number;
  readonly e: number;
}

function row(id: number): Row {
  return { id, e: 0, ...Object.fromEntries([..."abcdfghi"].map((name) => [name, 0])) };
}

declare const type: unique symbol;

/** What the TypeScript client is told of the page. */
interface Registry {
  Bench: { readonly [type]: { shape: { rows: Row[] }; commands: object } };
}

const inTypeScript: Client = (read) =>
  follow(connect<Registry>(new Socket("/socket", { transport: BenchSocket })), read);

/** The same page in JavaScript, over the Rust client. */
const inJavaScript =
  (rust: Rust): Client =>
  (read) =>
    follow(rust.connect<Registry>("/socket"), read);

async function follow(
  connecting: Promise<MusubiConnection<Registry>>,
  read: (value: number) => void,
): Promise<Mounted> {
  const connection = await connecting;
  const { store } = await connection.mountStore({ module: "Bench", id: "1" });
  store.subscribe(() => {
    const rows = store.snapshot()?.rows;
    const row = rows?.[rows.length / 2];
    if (row) read(row.e);
  });
  return { end: () => void connection.disconnect() };
}

const inRust =
  (rust: Rust): Client =>
  async (read) => {
    const page = await rust.mount(read);
    return { end: () => page.free() };
  };

/** Every metric; `module` is the address of the module of `client-wasm/bench`. */
export async function measure(module: string): Promise<Record<string, number>> {
  Object.assign(globalThis, { WebSocket: BenchSocket });
  const rust = (await import(/* @vite-ignore */ module)) as Rust & { default(): Promise<unknown> };
  await rust.default();
  const small = await nanosecondsPerEnvelope(inRust(rust), 100);
  const middle = await nanosecondsPerEnvelope(inRust(rust), 10_000);
  const large = await nanosecondsPerEnvelope(inRust(rust), 100_000);
  const typescript = await nanosecondsPerEnvelope(inTypeScript, 10_000);
  const smallInTypeScript = await nanosecondsPerEnvelope(inTypeScript, 100);
  const smallInJavaScript = await nanosecondsPerEnvelope(inJavaScript(rust), 100);
  const javascript = await nanosecondsPerEnvelope(inJavaScript(rust), 10_000);
  return {
    "wasm.apply_100_ns": small,
    "wasm.apply_10k_ns": middle,
    "wasm.apply_100k_ns": large,
    "wasm.apply_flat_ratio": large / small,
    "wasm.ts_apply_10k_ns": typescript,
    "wasm.vs_ts_apply": middle / typescript,
    "wasm.ts_apply_100_ns": smallInTypeScript,
    "wasm.js_apply_100_ns": smallInJavaScript,
    "wasm.js_apply_10k_ns": javascript,
    "wasm.js_vs_ts_apply_100": smallInJavaScript / smallInTypeScript,
    "wasm.js_vs_ts_apply": javascript / typescript,
  };
}

Object.assign(globalThis, { measure });
