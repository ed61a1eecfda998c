/**
 * What goes over the wire, by channel.
 *
 * @module
 */

/** One message of a channel, with its reply where it has one. */
export type Entry = Envelope | Request | Notice;

/** A step of the state, as the server sent it. */
export interface Envelope extends Message {
  readonly kind: "envelope";
  readonly baseVersion: number;
  readonly version: number;
  readonly ops: readonly Op[];
  /** How many stream operations, upload operations and events there are besides. */
  readonly others: number;
}

/** A message of this client: a join, a command, a leave. */
export interface Request extends Message {
  readonly kind: "request";
  readonly ref: string;
  readonly event: string;
  readonly payload: unknown;
  readonly reply: Reply | undefined;
}

export interface Reply {
  readonly ok: boolean;
  readonly response: unknown;
  readonly bytes: number;
  /** Milliseconds since the request. */
  readonly after: number;
}

/** A message of the server that is none of these: the channel closed, or its page crashed. */
export interface Notice extends Message {
  readonly kind: "notice";
  readonly event: string;
}

interface Message {
  readonly number: number;
  /** When it was sent or came, in milliseconds since 1970. */
  readonly at: number;
  /** Length of the frame in bytes. */
  readonly bytes: number;
}

export interface Op {
  readonly op: string;
  readonly path: string;
  readonly value?: unknown;
  readonly from?: string;
}

/** How many entries of a channel are kept. */
const KEPT = 200;

const NOTHING: readonly Entry[] = [];

/** Reads frames, and keeps the newest of each channel. */
export class Traffic {
  private readonly channels = new Map<string, readonly Entry[]>();
  private readonly listeners = new Map<string, Set<() => void>>();
  private readonly encoder = new TextEncoder();
  private last = 0;

  /** Takes a frame as it was sent or came. Binary frames carry files and are not shown. */
  record(direction: "in" | "out", data: unknown): void {
    if (typeof data !== "string") return;
    const [, ref, topic, event, payload] = JSON.parse(data) as [
      unknown,
      string | null,
      string,
      string,
      unknown,
    ];
    const bytes = this.encoder.encode(data).length;
    if (event === "phx_reply") this.answer(topic, ref, payload as ReplyPayload, bytes);
    else this.add(topic, this.entry(direction, ref, event, payload, bytes));
  }

  /** The entries of a channel, the oldest first: the same array until there are others. */
  entries(topic: string): readonly Entry[] {
    return this.channels.get(topic) ?? NOTHING;
  }

  /** Forgets the entries of a channel. */
  clear(topic: string): void {
    this.change(topic, NOTHING);
  }

  /** Calls `listener` when the entries of a channel change; returns the function that ends it. */
  subscribe(topic: string, listener: () => void): () => void {
    const listeners = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  private entry(
    direction: "in" | "out",
    ref: string | null,
    event: string,
    payload: unknown,
    bytes: number,
  ): Entry {
    this.last += 1;
    const message = { number: this.last, at: Date.now(), bytes };
    if (direction === "out") {
      return { ...message, kind: "request", ref: ref ?? "", event, payload, reply: undefined };
    }
    if (event !== "patch") return { ...message, kind: "notice", event };
    const envelope = payload as PatchPayload;
    const others = envelope.stream_ops.length + envelope.upload_ops.length + envelope.events.length;
    return {
      ...message,
      kind: "envelope",
      baseVersion: envelope.base_version,
      version: envelope.version,
      ops: envelope.ops,
      others,
    };
  }

  private add(topic: string, entry: Entry): void {
    this.change(topic, [...this.entries(topic), entry].slice(-KEPT));
  }

  private answer(topic: string, ref: string | null, payload: ReplyPayload, bytes: number): void {
    const reply = (to: Request): Reply => ({
      ok: payload.status === "ok",
      response: payload.response,
      bytes,
      after: Date.now() - to.at,
    });
    const answered = this.entries(topic).map((entry) =>
      entry.kind === "request" && entry.ref === ref ? { ...entry, reply: reply(entry) } : entry,
    );
    this.change(topic, answered);
  }

  private change(topic: string, entries: readonly Entry[]): void {
    this.channels.set(topic, entries);
    for (const listener of [...(this.listeners.get(topic) ?? [])]) listener();
  }
}

interface ReplyPayload {
  status: string;
  response: unknown;
}

interface PatchPayload {
  base_version: number;
  version: number;
  ops: Op[];
  stream_ops: unknown[];
  upload_ops: unknown[];
  events: unknown[];
}
