type Frame = [
  joinRef: string | null,
  ref: string | null,
  topic: string,
  event: string,
  payload: Record<string, unknown>,
];

/** What a joined channel of the test's server can do. */
export interface ServerChannel {
  readonly topic: string;
  readonly payload: Record<string, unknown>;
  push(event: string, payload: object): void;
}

/** How the test's server answers. */
export interface Handlers {
  join(channel: ServerChannel): { status: "ok" | "error"; response: object };
  joined?(channel: ServerChannel): void;
  message(
    channel: ServerChannel,
    event: string,
    payload: Record<string, unknown>,
  ): { status: "ok" | "error"; response: object };
}

/**
 * A Phoenix server in memory, for one client at a time: speaks the frames of
 * Phoenix Channels v2 through the WebSocket class {@link transport}.
 */
export class PhoenixServer {
  /** Frames that the client sent. */
  readonly received: Frame[] = [];
  readonly transport: new (
    url: string,
  ) => object;
  private socket: FakeWebSocket | undefined;
  private readonly joinRefs = new Map<string, string | null>();

  constructor(private readonly handlers: Handlers) {
    const server = this;
    this.transport = class extends FakeWebSocket {
      constructor() {
        super((text) => server.receive(JSON.parse(text)));
        server.socket = this;
        server.joinRefs.clear();
      }
    };
  }

  /** Cuts the connection. */
  drop(): void {
    this.socket?.closeFromServer(1006);
  }

  /** Ends a channel as a server does that stops a page in order, or whose page crashed. */
  end(topic: string, event: "phx_close" | "phx_error"): void {
    const joinRef = this.joinRefs.get(topic) ?? null;
    this.joinRefs.delete(topic);
    this.send([joinRef, joinRef, topic, event, {}]);
  }

  private send(frame: Frame): void {
    this.socket?.deliver(JSON.stringify(frame));
  }

  private receive(frame: Frame): void {
    this.received.push(frame);
    const [joinRef, ref, topic, event, payload] = frame;
    const reply = (body: { status: string; response: object }) =>
      this.send([joinRef, ref, topic, "phx_reply", body]);
    const channel: ServerChannel = {
      topic,
      payload,
      push: (name, message) => this.send([joinRef, null, topic, name, { ...message }]),
    };
    if (event === "heartbeat" || event === "phx_leave") {
      reply({ status: "ok", response: {} });
      if (event === "phx_leave") this.send([joinRef, joinRef, topic, "phx_close", {}]);
      return;
    }
    if (event !== "phx_join") {
      reply(this.handlers.message(channel, event, payload));
      return;
    }
    const answer = this.handlers.join(channel);
    reply(answer);
    if (answer.status === "error") return;
    this.joinRefs.set(topic, joinRef);
    this.handlers.joined?.(channel);
  }
}

/** The part of a WebSocket that Phoenix uses. */
class FakeWebSocket {
  readyState = 0;
  binaryType = "arraybuffer";
  onopen: () => void = () => {};
  onmessage: (event: { data: string }) => void = () => {};
  onclose: (event: { code: number }) => void = () => {};
  onerror: (event: object) => void = () => {};

  constructor(private readonly receive: (text: string) => void) {
    setTimeout(() => {
      if (this.readyState !== 0) return;
      this.readyState = 1;
      this.onopen();
    }, 0);
  }

  send(text: string): void {
    queueMicrotask(() => {
      if (this.readyState === 1) this.receive(text);
    });
  }

  deliver(text: string): void {
    queueMicrotask(() => {
      if (this.readyState === 1) this.onmessage({ data: text });
    });
  }

  close(code = 1000): void {
    this.closeFromServer(code);
  }

  closeFromServer(code: number): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    setTimeout(() => this.onclose({ code }), 0);
  }
}
