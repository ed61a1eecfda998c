/**
 * Whether the socket is up.
 *
 * @module
 */

import { Listeners } from "./listeners.js";
import type { MusubiSocketStatus } from "./types/connection.js";
import type { SocketLike } from "./types/socket.js";

const CHANGE = "change";

/** Follows the lifecycle hooks of a socket, if it has them. */
export class SocketStatus {
  readonly #listeners = new Listeners<[status: MusubiSocketStatus]>();
  readonly #refs: unknown[];
  #status: MusubiSocketStatus;
  #detached = false;

  readonly #socket: SocketLike;

  constructor(socket: SocketLike) {
    this.#socket = socket;
    const down = () => {
      // A socket that never opened is still connecting.
      if (this.#status === "ready") this.#change("reconnecting");
    };
    this.#status = socket.onOpen === undefined || socket.isConnected?.() ? "ready" : "connecting";
    this.#refs = [
      socket.onOpen?.(() => this.#change("ready")),
      socket.onClose?.(down),
      socket.onError?.(down),
    ].filter((ref) => ref !== undefined);
  }

  /** The status at this moment. */
  current(): MusubiSocketStatus {
    return this.#status;
  }

  /** Calls `listener` on every change. */
  onChange(listener: (status: MusubiSocketStatus) => void): () => void {
    return this.#listeners.add(CHANGE, listener);
  }

  /** Lets go of the socket and of every listener. */
  detach(): void {
    if (this.#refs.length > 0) this.#socket.off?.(this.#refs);
    this.#listeners.clear();
    this.#detached = true;
  }

  #change(status: MusubiSocketStatus): void {
    if (status === this.#status || this.#detached) return;
    this.#status = status;
    this.#listeners.emit(CHANGE, status);
  }
}
