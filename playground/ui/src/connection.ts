/**
 * One connection for all roots of the page, with an ear on its wire.
 *
 * @module
 */

import { connect, type MusubiConnection, type StoreProxy } from "@musubi/client";
import { Socket } from "phoenix";
import { Traffic } from "./traffic";

declare const type: unique symbol;

/** What any store may have: the playground knows no store before it runs. */
interface AnyStore {
  readonly [type]: {
    module: string;
    shape: Record<string, unknown>;
    commands: Record<
      string,
      { payload: Record<string, unknown>; reply: unknown; error: { code: string; detail: unknown } }
    >;
    events: Record<string, { payload: unknown }>;
    params: Record<string, unknown>;
  };
}

type AnyStores = Record<string, AnyStore>;

export type AnyConnection = MusubiConnection<AnyStores>;
export type AnyProxy = StoreProxy<string, AnyStores>;

/** Everything that went over the wire. */
export const traffic = new Traffic();

/** Tells `traffic` of each frame. */
class TappedWebSocket extends WebSocket {
  constructor(address: string | URL, protocols?: string | string[]) {
    super(address, protocols);
    // Added first, so that a frame is known before the client applies it.
    this.addEventListener("message", ({ data }) => traffic.record("in", data));
  }

  override send(data: Parameters<WebSocket["send"]>[0]): void {
    traffic.record("out", data);
    super.send(data);
  }
}

/** Opens the connection. */
export function open(): Promise<AnyConnection> {
  return connect<AnyStores>(new Socket("/socket", { transport: TappedWebSocket }));
}

/** The channel of a root. */
export function topicOf(module: string, id: string): string {
  return `musubi:connection:${module}:${id}`;
}
