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

/** Follows the lifecycle hooks of a socket, if it has them. */
export function socketStatus(socket: SocketLike): SocketStatus {
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
    socket.onClose?.(down),
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
