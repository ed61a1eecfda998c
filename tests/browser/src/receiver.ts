/**
 * Where uploaders of pages bring files: a server of another origin than the page's.
 *
 * @module
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const ANY_ORIGIN = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "PUT",
} as const;

export class Receiver {
  readonly #http: Server;
  /** What was put, one after the other, by path. */
  readonly #parts = new Map<string, Buffer[]>();
  readonly #held = new Set<string>();
  readonly #failing = new Set<string>();
  #waiting = 0;

  private constructor() {
    this.#http = createServer((request, response) => void this.#take(request, response));
  }

  /** Listens on a free port. */
  static async start(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>((resolve) => receiver.#http.listen(0, "127.0.0.1", resolve));
    return receiver;
  }

  /** The address, without a path. */
  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** How many requests have come, and wait for an answer. */
  get waiting(): number {
    return this.#waiting;
  }

  /** The sizes of the parts that were put at `path`. */
  parts(path: string): number[] {
    return (this.#parts.get(path) ?? []).map((part) => part.length);
  }

  /** What was put at `path`, in one piece. */
  text(path: string): string {
    return Buffer.concat(this.#parts.get(path) ?? []).toString();
  }

  /** Never answers what is put at `path`. */
  hold(path: string): void {
    this.#held.add(path);
  }

  /** Takes the first part of what is put at `path`, and refuses the others. */
  fail(path: string): void {
    this.#failing.add(path);
  }

  async close(): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    if (request.method !== "PUT") {
      response.writeHead(204, ANY_ORIGIN).end();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    this.#waiting += 1;
    response.once("close", () => {
      this.#waiting -= 1;
    });
    const parts = this.#parts.get(path) ?? [];
    this.#parts.set(path, parts);
    if (this.#held.has(path)) return;
    if (this.#failing.has(path) && parts.length > 0) {
      response.writeHead(507, ANY_ORIGIN).end();
      return;
    }
    parts.push(Buffer.concat(chunks));
    response.writeHead(200, ANY_ORIGIN).end();
  }
}
