/**
 * A server inside of the browser, which answers joins and sends what was recorded.
 *
 * @module
 */

import { connect, type MusubiConnection } from "@musubi/client";
import { Socket } from "phoenix";
import type * as Rust from "../../../client-wasm/browser-tests/dist/musubi_client_wasm_browser_tests.js";
import type { Recording, Shown } from "../src/rust-module.js";

type Frame = [
  join: string | null,
  ref: string | null,
  topic: string,
  event: string,
  value: unknown,
];

class ReplaySocket {
  static opened: ReplaySocket[] = [];
  readonly binaryType = "arraybuffer";
  readyState = 0;
  bufferedAmount = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: object) => void) | null = null;
  onerror: ((event: object) => void) | null = null;
  #joined: [join: string | null, topic: string] = [null, ""];

  constructor() {
    ReplaySocket.opened.push(this);
    setTimeout(() => {
      this.readyState = 1;
      this.onopen?.();
    });
  }

  send(text: string): void {
    const [join, ref, topic, event] = JSON.parse(text) as Frame;
    if (event === "phx_join") this.#joined = [join, topic];
    const response =
      event === "phx_join" ? { root_id: topic.replace("musubi:connection:", "") } : {};
    setTimeout(() => this.#receive([join, ref, topic, "phx_reply", { status: "ok", response }]));
  }

  patch(envelope: object): void {
    const [join, topic] = this.#joined;
    this.#receive([join, null, topic, "patch", envelope]);
  }

  close(): void {}

  addEventListener(): void {}
  removeEventListener(): void {}

  #receive(frame: Frame): void {
    this.onmessage?.(new MessageEvent("message", { data: JSON.stringify(frame) }));
  }
}

const turn = () => new Promise((resolve) => setTimeout(resolve));

/** Mounts the root with both clients, and says what each shows after each envelope. */
export async function replay(rust: typeof Rust, { module, id, envelopes }: Recording) {
  const browser = globalThis.WebSocket;
  Object.assign(globalThis, { WebSocket: ReplaySocket });
  ReplaySocket.opened = [];
  const [first = {}, ...later] = envelopes;
  const mount = async (connection: Pick<MusubiConnection<unknown>, "mountStore">) => {
    const mounting = connection.mountStore({ module, id } as never);
    await turn();
    await turn();
    await turn();
    ReplaySocket.opened.at(-1)?.patch(first);
    return (await mounting).store as { snapshot(): unknown; subscribe(call: () => void): unknown };
  };
  const inRust = await mount(await rust.connect<unknown>("/socket"));
  const transport = ReplaySocket;
  const inTypeScript = await mount(await connect<unknown>(new Socket("/socket", { transport })));
  Object.assign(globalThis, { WebSocket: browser });
  const woken = [0, 0];
  for (const [index, store] of [inRust, inTypeScript].entries()) {
    store.subscribe(() => {
      woken[index] = (woken[index] ?? 0) + 1;
    });
  }
  const shown: Shown[] = [];
  let before = [inRust.snapshot(), inTypeScript.snapshot()];
  for (const envelope of [undefined, ...later]) {
    if (envelope !== undefined) for (const socket of ReplaySocket.opened) socket.patch(envelope);
    await turn();
    const after = [inRust.snapshot(), inTypeScript.snapshot()];
    const [kept = [], keptInTypescript = []] = after.map((now, index) =>
      keptOf(before[index], now),
    );
    const plain = after.map((now) => JSON.parse(JSON.stringify(now)) as unknown);
    const [calls = 0, callsInTypescript = 0] = woken;
    shown.push({
      rust: plain[0],
      typescript: plain[1],
      kept,
      keptInTypescript,
      woken: calls,
      wokenInTypescript: callsInTypescript,
    });
    before = after;
  }
  return shown;
}

/** The ways to all parts that are the same objects in both. */
function keptOf(before: unknown, after: unknown, at = ""): string[] {
  if (typeof after !== "object" || after === null) return [];
  if (before === after) return [at];
  if (typeof before !== "object" || before === null) return [];
  return Object.keys(after)
    .sort()
    .flatMap((name) =>
      keptOf(Reflect.get(before, name), Reflect.get(after, name), `${at}/${name}`),
    );
}
