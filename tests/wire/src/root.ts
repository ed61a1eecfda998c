/**
 * A mounted root, as a client that knows nothing of ours has it: the npm packages `phoenix` and
 * `fast-json-patch`, and the document that they put together.
 *
 * @module
 */

import fastJsonPatch, { type Operation } from "fast-json-patch";
import type { Channel, Socket } from "phoenix";

export interface Choice {
  readonly module: string;
  readonly id: string;
  readonly params: Record<string, unknown>;
  /** What the client can do beyond what every client can. */
  readonly features?: readonly string[];
}

/** The reply of a command, whichever way it went. */
export interface Reply {
  readonly ok: boolean;
  readonly response: unknown;
}

interface Envelope {
  readonly base_version: number;
  readonly version: number;
  readonly ops: readonly Operation[];
}

export class Root {
  readonly #channel: Channel;
  readonly #waiting = new Set<() => void>();
  #document: unknown;
  #version = 0;
  #failure: Error | undefined;
  /** How many operations of each kind came after the first envelope. */
  readonly counts = new Map<string, number>();

  private constructor(channel: Channel) {
    this.#channel = channel;
    channel.on("patch", (envelope: Envelope) => this.#apply(envelope));
    channel.onError(() => this.#fail(new Error("the page crashed")));
  }

  /** Resolves when the first envelope was applied. */
  static async mount(socket: Socket, choice: Choice): Promise<Root> {
    const topic = `musubi:connection:${choice.module}:${choice.id}`;
    const channel = socket.channel(topic, choice);
    const root = new Root(channel);
    const joined = await replyTo(channel.join());
    if (!joined.ok) throw new Error(`the join was refused: ${JSON.stringify(joined.response)}`);
    await root.until(() => root.#version === 1);
    return root;
  }

  /** The state, as the patches made it. */
  get document(): unknown {
    return this.#document;
  }

  /** Resolves when the server has replied. What it changed may come later. */
  command(storeId: readonly string[], name: string, payload: object): Promise<Reply> {
    return replyTo(this.#channel.push("command", { store_id: storeId, name, payload }));
  }

  /** Resolves as soon as `holds`, which is asked again after each envelope. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const failure = this.#failure;
        if (!failure && !holds()) return;
        this.#waiting.delete(look);
        if (failure) reject(failure);
        else resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  async unmount(): Promise<void> {
    await replyTo(this.#channel.leave());
  }

  #apply(envelope: Envelope): void {
    const { base_version: base, version, ops } = envelope;
    if (base !== this.#version || version !== base + 1) {
      this.#fail(new Error(`${base} → ${version} came at version ${this.#version}`));
      return;
    }
    try {
      const next = fastJsonPatch.applyPatch(this.#document, ops, true);
      this.#document = next.newDocument;
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    this.#version = version;
    if (base > 0) for (const { op } of ops) this.counts.set(op, (this.counts.get(op) ?? 0) + 1);
    for (const look of [...this.#waiting]) look();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const look of [...this.#waiting]) look();
  }
}

interface Push {
  receive(status: "ok" | "error" | "timeout", callback: (response: unknown) => void): Push;
}

function replyTo(push: Push): Promise<Reply> {
  return new Promise((resolve, reject) => {
    push
      .receive("ok", (response) => resolve({ ok: true, response }))
      .receive("error", (response) => resolve({ ok: false, response }))
      .receive("timeout", () => reject(new Error("the server did not reply")));
  });
}
