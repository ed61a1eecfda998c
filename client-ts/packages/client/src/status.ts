/**
 * Whether the socket is up.
 *
 * @module
 */

import { Listeners } from "./listeners.js";
import type { MusubiSocketStatus } from "./types/connection.js";
import type { SocketLike } from "./types/socket.js";

const CHANGE = "change";

/** What is known of a socket. */
export interface SocketStatus {
  /** The status at this moment. */
  current(): MusubiSocketStatus;
  /** Calls `listener` on every change. */
  onChange(listener: (status: MusubiSocketStatus) => void): () => void;
  /** Lets go of the socket and of every listener. */
  detach(): void;
}

/** The code that a socket is closed with for a message that is too large to be read. */
const TOO_LARGE = 1009;

/**
 * Follows the lifecycle hooks of a socket, if it has them. Calls `tooLarge` when
 * the server closes it because of the size of a message.
 */
export function socketStatus(socket: SocketLike, tooLarge: () => void): SocketStatus {
  const listeners = new Listeners<[status: MusubiSocketStatus]>();
  let status: MusubiSocketStatus =
    socket.onOpen === undefined || socket.isConnected?.() ? "ready" : "connecting";
  let detached = false;
  const change = (next: MusubiSocketStatus) => {
    if (next === status || detached) return;
    status = next;
    listeners.emit(CHANGE, next);
  };
  // A socket that never opened is still connecting.
  const down = () => status === "ready" && change("reconnecting");
  const refs = [
    socket.onOpen?.(() => change("ready")),
    socket.onClose?.((event) => {
      if (event?.code === TOO_LARGE) tooLarge();
      down();
    }),
    socket.onError?.(down),
  ];
  return {
    current: () => status,
    onChange: (listener) => listeners.add(CHANGE, listener),
    detach() {
      socket.off?.(refs);
      listeners.clear();
      detached = true;
    },
  };
}
