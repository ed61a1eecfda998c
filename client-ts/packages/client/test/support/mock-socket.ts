import type { ChannelLike, JsonPatchOp, PushLike, SocketLike, StreamOp } from "../../src/index.js";

type Status = "ok" | "error" | "timeout";

/** A push whose reply the test gives. Like Phoenix, it may be answered once per join. */
export class MockPush implements PushLike {
  private readonly callbacks: { status: Status; call: (payload: unknown) => void }[] = [];

  constructor(
    readonly event: string,
    readonly payload: unknown,
  ) {}

  receive(status: Status, call: (payload: unknown) => void): this {
    this.callbacks.push({ status, call });
    return this;
  }

  reply(status: Status, payload: unknown = {}): void {
    for (const callback of this.callbacks) if (callback.status === status) callback.call(payload);
  }
}

/** What an envelope may say besides its versions. */
export interface EnvelopeParts {
  ops?: readonly JsonPatchOp[];
  stream_ops?: readonly StreamOp[];
  upload_ops?: readonly unknown[];
  events?: readonly unknown[];
  root_id?: string;
}

/** A channel that the test drives from the server's side. */
export class MockChannel implements ChannelLike {
  readonly joinPush: MockPush;
  readonly pushes: MockPush[] = [];
  joins = 0;
  left = false;
  private version = 0;
  private readonly handlers = new Map<string, ((payload: unknown) => void)[]>();
  private readonly closeCallbacks: ((payload?: unknown) => void)[] = [];
  private readonly errorCallbacks: ((reason?: unknown) => void)[] = [];

  constructor(
    readonly topic: string,
    readonly payload: object,
  ) {
    this.joinPush = new MockPush("phx_join", payload);
  }

  on(event: string, callback: (payload: unknown) => void): number {
    this.handlers.set(event, [...(this.handlers.get(event) ?? []), callback]);
    return 1;
  }

  onClose(callback: () => void): void {
    this.closeCallbacks.push(callback);
  }

  onError(callback: () => void): void {
    this.errorCallbacks.push(callback);
  }

  join(): PushLike {
    this.joins += 1;
    return this.joinPush;
  }

  push(event: string, payload: object): MockPush {
    const push = new MockPush(event, payload);
    this.pushes.push(push);
    return push;
  }

  leave(): void {
    this.left = true;
    // Phoenix runs the close callbacks of a channel that was left, too.
    for (const callback of this.closeCallbacks) callback("leave");
  }

  get rootId(): string {
    return this.topic.slice("musubi:connection:".length);
  }

  /** The server accepts the join, or the re-join that Phoenix makes on the same channel. */
  acceptJoin(rootId = this.rootId, token?: string): void {
    this.version = 0;
    this.joinPush.reply("ok", { root_id: rootId, ...(token && { token }) });
  }

  /** The server lets the page of before go on. */
  resume(token: string): void {
    this.joinPush.reply("ok", { root_id: this.rootId, token, resumed: true });
  }

  /** The next envelope in order. */
  patch(parts: EnvelopeParts): void {
    this.version += 1;
    this.send({
      type: "patch",
      root_id: this.rootId,
      base_version: this.version - 1,
      version: this.version,
      ops: [],
      stream_ops: [],
      upload_ops: [],
      events: [],
      ...parts,
    });
  }

  /** The first envelope of a page. */
  state(tree: unknown, parts: EnvelopeParts = {}): void {
    this.patch({ ops: [{ op: "replace", path: "", value: tree }], ...parts });
  }

  /** Accepts the join and sends the first state. */
  start(tree: unknown, parts: EnvelopeParts = {}): void {
    this.acceptJoin();
    this.state(tree, parts);
  }

  /** Any payload as a `patch` message. */
  send(payload: unknown): void {
    for (const handler of this.handlers.get("patch") ?? []) handler(payload);
  }

  /** The transport drops, or the page crashes. */
  fail(): void {
    for (const callback of this.errorCallbacks) callback("down");
  }

  /** The server closes the channel. */
  close(): void {
    for (const callback of this.closeCallbacks) callback("closed");
  }

  lastPush(): MockPush {
    const push = this.pushes.at(-1);
    if (push === undefined) throw new Error("nothing was pushed");
    return push;
  }
}

/** A socket without lifecycle hooks. */
export class MockSocket implements SocketLike {
  readonly channels: MockChannel[] = [];
  connected = false;

  connect(): void {
    this.connected = true;
  }

  channel(topic: string, payload: object = {}): MockChannel {
    const channel = new MockChannel(topic, payload);
    this.channels.push(channel);
    return channel;
  }

  /** The newest channel. */
  last(): MockChannel {
    const channel = this.channels.at(-1);
    if (channel === undefined) throw new Error("no channel was opened");
    return channel;
  }
}

/** A socket with lifecycle hooks. */
export class LifecycleSocket extends MockSocket {
  readonly off = (refs: unknown[]): void => {
    this.offCalls.push(refs);
  };
  readonly offCalls: unknown[][] = [];
  private readonly hooks: Record<"open" | "close" | "error", ((event?: object) => void)[]> = {
    open: [],
    close: [],
    error: [],
  };

  onOpen(callback: () => void): string {
    return this.add("open", callback);
  }

  onClose(callback: () => void): string {
    return this.add("close", callback);
  }

  onError(callback: () => void): string {
    return this.add("error", callback);
  }

  fire(hook: "open" | "close" | "error", event?: object): void {
    for (const callback of this.hooks[hook]) callback(event);
  }

  private add(hook: "open" | "close" | "error", callback: () => void): string {
    this.hooks[hook].push(callback);
    return `${hook}-${this.hooks[hook].length}`;
  }
}
