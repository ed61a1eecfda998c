/**
 * What a component that suspends waits for while its provider connects.
 *
 * @module
 */

import type { SocketLike } from "@musubi/client";

/** A provider that has yet to connect. */
export interface Connecting {
  readonly state: "connecting";
  readonly connection: null;
  /**
   * Waits until the provider has connected, or failed to.
   *
   * @throws `Error` where that will never be, with what to do.
   */
  readonly wait: () => Promise<void>;
  /** Says that it has connected, or failed to. */
  readonly end: () => void;
}

/** How long React may take to mount a provider before it is taken to be unable to, in ms. */
const PATIENCE = 2_000;

/** Sockets whose provider was never mounted, although what is below it waited. */
const stuck = new WeakSet<SocketLike>();

/**
 * A provider connects once it is mounted, and a component below that suspends keeps
 * React from mounting it, unless a boundary stands between the two. React then
 * starts over with a new provider, so what is known of the old one is kept by socket.
 */
export function connecting(socket: SocketLike | undefined): Connecting {
  let end = () => {};
  const settled = new Promise<void>((resolve) => {
    end = resolve;
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    state: "connecting",
    connection: null,
    wait() {
      if (typeof window === "undefined") {
        throw new Error("[musubi] a root that suspends is not rendered on a server");
      }
      if (socket !== undefined && stuck.has(socket)) {
        throw new Error(
          "[musubi] a component suspends before its MusubiProvider is mounted, which connects then; " +
            "put a Suspense boundary between the two, or give the provider a `connection`",
        );
      }
      timer ??= setTimeout(() => {
        if (socket !== undefined) stuck.add(socket);
        end();
      }, PATIENCE);
      return settled;
    },
    end() {
      clearTimeout(timer);
      if (socket !== undefined) stuck.delete(socket);
      end();
    },
  };
}
