/**
 * Coming back: to a page, to a network, from sleep.
 *
 * @module
 */

import type { SocketLike } from "./types/socket.js";

/** What of a browser tells of it; nothing outside of one. */
interface Surroundings {
  readonly document?: Surroundings & { readonly visibilityState: string };
  addEventListener?: EventTarget["addEventListener"];
  removeEventListener?: EventTarget["removeEventListener"];
}

/** How long a socket that claims to be open has to prove it, in milliseconds. */
const PROOF_LIMIT = 3000;

/**
 * Calls `wake` when the page is shown again, comes out of the back/forward
 * cache or the machine is online again; returns the function that ends it.
 */
export function onWake(wake: () => void): () => void {
  const surroundings = globalThis as Surroundings;
  const { document } = surroundings;
  const shown = () => {
    if (document?.visibilityState === "visible") wake();
  };
  const change = (how: "addEventListener" | "removeEventListener") => {
    document?.[how]?.("visibilitychange", shown);
    surroundings[how]?.("pageshow", wake);
    surroundings[how]?.("online", wake);
  };
  change("addEventListener");
  return () => change("removeEventListener");
}

/**
 * Makes a socket connect now rather than at the end of its pause, and makes one
 * that slept prove that its connection is still there. A socket that the
 * application itself disconnected stays as it is.
 */
export function wakeSocket(socket: SocketLike): void {
  if (socket.closeWasClean || socket.isConnected === undefined) return;
  // With a code: a socket that closes without one has left its pages.
  const again = () => socket.disconnect?.(() => socket.connect(), 1000);
  if (!socket.isConnected()) {
    if (socket.connectionState?.() !== "connecting") again();
    return;
  }
  let isAlive = false;
  const isAsked = socket.ping?.(() => {
    isAlive = true;
  });
  const prove = () => {
    if (!isAlive && socket.isConnected?.()) again();
  };
  if (isAsked) setTimeout(prove, PROOF_LIMIT);
}

/**
 * Pauses between attempts to connect, for the `reconnectAfterMs` of a Phoenix
 * socket: growing to ten seconds, and different for each client, so that a
 * server that starts again is not met by all of them at once.
 *
 * ```ts
 * const socket = new Socket("/socket", { reconnectAfterMs: jitteredBackoff });
 * ```
 */
export function jitteredBackoff(tries: number): number {
  return jittered(Math.min(100 * 2 ** (tries - 1), 10_000));
}

/** Half to one and a half times `delay`. */
export function jittered(delay: number): number {
  return Math.round(delay * (0.5 + Math.random()));
}
