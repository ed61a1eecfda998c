/**
 * A bad network between a browser and a server: it can cut connections, refuse them, and drop or
 * delay single frames.
 *
 * @module
 */

import {
  createServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
  request as sendRequest,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket, WebSocketServer } from "ws";
import { type Frame, readFrame } from "./frame.js";

/** What is to happen to the next frame from the server that `matches`. */
interface Interference {
  readonly matches: (frame: Frame) => boolean;
  /**
   * How long the frame, and all behind it, wait, in milliseconds; never delivered when `undefined`.
   */
  readonly delay: number | undefined;
  readonly happened: (frame: Frame) => void;
}

export class NetworkProxy {
  readonly #target: URL;
  readonly #http: HttpServer;
  readonly #webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #links = new Set<Link>();
  readonly #interferences: Interference[] = [];
  readonly #frames: Frame[] = [];
  readonly #served = new Map<string, { readonly type: string; readonly body: string }>();
  #online = true;

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#http = createServer((request, response) => this.#forward(request, response));
    this.#http.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /**
   * Listens on a free port and forwards HTTP and WebSocket to `target`, such as
   * `http://127.0.0.1:4000`.
   */
  static async start(target: string): Promise<NetworkProxy> {
    const proxy = new NetworkProxy(target);
    await new Promise<void>((resolve) => proxy.#http.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  /** The address for the browser, without a path. */
  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** How many WebSocket connections are open. */
  get connections(): number {
    return this.#links.size;
  }

  /** Every text frame so far that was received from either side, also those that were dropped. */
  get frames(): readonly Frame[] {
    return this.#frames;
  }

  /**
   * Ends every WebSocket connection on both sides without a close frame, as a lost network does.
   */
  cut(): void {
    for (const link of this.#links) link.cut();
  }

  /** Cuts what is open and refuses what is new, until `goOnline`. */
  goOffline(): void {
    this.#online = false;
    this.cut();
  }

  goOnline(): void {
    this.#online = true;
  }

  /**
   * Never delivers the next frame from the server that matches; resolves with it once that
   * happened.
   */
  dropNext(matches: (frame: Frame) => boolean): Promise<Frame> {
    return this.#interfere(matches, undefined);
  }

  /**
   * Delivers the next frame from the server that matches, and all that follow it on its connection,
   * `delay` milliseconds late and in their order; resolves with it when it arrived at the proxy.
   */
  delayNext(matches: (frame: Frame) => boolean, delay: number): Promise<Frame> {
    return this.#interfere(matches, delay);
  }

  /** Answers requests for `path` itself, in place of the server. */
  serve(path: string, type: string, body: string): void {
    this.#served.set(path, { type, body });
  }

  async close(): Promise<void> {
    this.goOffline();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #interfere(matches: Interference["matches"], delay: number | undefined): Promise<Frame> {
    return new Promise((happened) => this.#interferences.push({ matches, delay, happened }));
  }

  /** Records the frame and takes the interference that it is the next match of. */
  #observe(direction: Frame["direction"], text: string): Interference | undefined {
    const frame = readFrame(direction, text);
    if (!frame) return undefined;
    this.#frames.push(frame);
    if (direction === "out") return undefined;
    const index = this.#interferences.findIndex(({ matches }) => matches(frame));
    if (index < 0) return undefined;
    const [taken] = this.#interferences.splice(index, 1);
    taken?.happened(frame);
    return taken;
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    if (!this.#online) {
      request.socket.destroy();
      return;
    }
    const { method, headers, url } = request;
    const served = this.#served.get(url ?? "/");
    if (served !== undefined) {
      response.writeHead(200, { "content-type": `${served.type}; charset=utf-8` });
      response.end(served.body);
      return;
    }
    const upstream = sendRequest(
      new URL(url ?? "/", this.#target),
      { method, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    upstream.on("error", () => response.destroy());
    request.pipe(upstream);
  }

  /**
   * Connects to the server first: the browser must see a refusal of the server as one, and no
   * connection before it.
   */
  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", () => socket.destroy());
    if (!this.#online) {
      socket.destroy();
      return;
    }
    const server = new WebSocket(webSocketUrl(this.#target, request), subprotocols(request), {
      headers: forwardedHeaders(request),
      perMessageDeflate: false,
    });
    const abandon = (): void => server.terminate();
    socket.once("close", abandon);
    server.on("unexpected-response", (attempt, answer) => {
      const refusal = `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n`;
      socket.end(`${refusal}Connection: close\r\n\r\n`, () => attempt.destroy());
    });
    server.on("error", () => socket.destroy());
    server.once("open", () => {
      socket.off("close", abandon);
      this.#webSockets.handleUpgrade(request, socket, head, (client) => this.#link(client, server));
    });
  }

  #link(client: WebSocket, server: WebSocket): void {
    const link = new Link(client, server, (direction, text) => this.#observe(direction, text));
    this.#links.add(link);
    client.once("close", () => this.#links.delete(link));
    if (!this.#online) link.cut();
  }
}

/** One browser connection and its counterpart to the server. */
class Link {
  readonly #client: WebSocket;
  readonly #server: WebSocket;

  constructor(
    client: WebSocket,
    server: WebSocket,
    observe: (direction: Frame["direction"], text: string) => Interference | undefined,
  ) {
    this.#client = client;
    this.#server = server;
    client.on("message", (data, binary) => {
      if (!binary) observe("out", data.toString());
      server.send(data, { binary });
    });
    // Frames leave in the order in which they came, so a delayed one holds up those behind it.
    let before = Promise.resolve();
    server.on("message", (data, binary) => {
      const interference = binary ? undefined : observe("in", data.toString());
      if (interference && interference.delay === undefined) return;
      before = before.then(async () => {
        if (interference?.delay) await sleep(interference.delay);
        if (client.readyState === WebSocket.OPEN) client.send(data, { binary });
      });
    });
    server.on("close", (code, reason) => void before.then(() => close(client, code, reason)));
    client.on("close", (code, reason) => close(server, code, reason));
    // A `close` follows every `error`, and that is handled.
    client.on("error", () => undefined);
  }

  cut(): void {
    this.#client.terminate();
    this.#server.terminate();
  }
}

/**
 * Passes on how the other side ended: with a code, with a close frame that has none (1005), or with
 * neither (1006).
 */
function close(socket: WebSocket, code: number, reason: Buffer): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  if (code === 1006) socket.terminate();
  else if (code === 1005) socket.close();
  else socket.close(code, reason);
}

function webSocketUrl(target: URL, request: IncomingMessage): URL {
  const url = new URL(request.url ?? "/", target);
  url.protocol = "ws:";
  return url;
}

function subprotocols(request: IncomingMessage): string[] {
  const offered = request.headers["sec-websocket-protocol"] ?? "";
  return offered
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/**
 * All headers but those of the handshake itself. `Host` stays, so the server sees the browser's
 * origin as its own.
 */
function forwardedHeaders(request: IncomingMessage): Record<string, string> {
  const handshake = /^(connection|upgrade|sec-websocket-.*)$/;
  const entries = Object.entries(request.headers).filter(([name]) => !handshake.test(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
