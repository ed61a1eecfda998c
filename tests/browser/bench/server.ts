/**
 * A server inside of the browser: a `WebSocket` that answers at once, and pushes the envelopes of a
 * benchmark.
 *
 * @module
 */

type Frame = [
  joinRef: string | null,
  ref: string | null,
  topic: string,
  event: string,
  payload: unknown,
];

/** The socket that was opened last. */
let current: BenchSocket | undefined;

export class BenchSocket {
  /** The state of the page that clients mount. */
  static document: unknown;

  readonly binaryType = "arraybuffer";
  readyState = 0;
  bufferedAmount = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: object) => void) | null = null;
  onerror: ((event: object) => void) | null = null;
  private joinRef: string | null = null;
  private topic = "";
  private version = 0;

  constructor() {
    current = this;
    setTimeout(() => {
      this.readyState = 1;
      this.onopen?.();
    });
  }

  send(text: string): void {
    const [joinRef, ref, topic, event] = JSON.parse(text) as Frame;
    const reply = (response: object): void =>
      this.receive([joinRef, ref, topic, "phx_reply", { status: "ok", response }]);
    setTimeout(() => {
      if (event !== "phx_join") return reply({});
      Object.assign(this, { joinRef, topic, version: 0 });
      reply({ root_id: "Bench:1" });
      const [first] = this.envelopes(1, () => ({ path: "", value: BenchSocket.document }));
      this.onmessage?.({ data: first ?? "" });
    });
  }

  close(): void {
    this.readyState = 3;
  }

  addEventListener(): void {}
  removeEventListener(): void {}

  /** The next envelopes as they go over the wire, each of which replaces one value. */
  envelopes(count: number, change: (index: number) => { path: string; value: unknown }): string[] {
    return Array.from({ length: count }, (_, index) => {
      const base_version = this.version;
      this.version += 1;
      const lists = { stream_ops: [], upload_ops: [], events: [] };
      const envelope = {
        type: "patch",
        root_id: "Bench:1",
        base_version,
        version: this.version,
        ops: [{ op: "replace", ...change(index) }],
        ...lists,
      };
      return JSON.stringify([this.joinRef, null, this.topic, "patch", envelope] satisfies Frame);
    });
  }

  private receive(frame: Frame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

/** The connection of the client that was made last. */
export function lastSocket(): BenchSocket {
  if (!current) throw new Error("no client has connected");
  return current;
}
