/**
 * The parts of a Phoenix socket that the client uses. `Socket` of the npm
 * package `phoenix` fits without a cast.
 *
 * @module
 */

/** Handle of one push. */
export interface PushLike {
  receive(status: "ok" | "error" | "timeout", callback: (payload: unknown) => void): PushLike;
}

/** A Phoenix channel. The `ok` callback of `join()` must fire on every re-join. */
export interface ChannelLike {
  on(event: string, callback: (payload: unknown) => void): unknown;
  onClose(callback: (payload?: unknown) => void): unknown;
  onError(callback: (reason?: unknown) => void): unknown;
  join(): PushLike;
  push(event: string, payload: object): PushLike;
  leave(): unknown;
}

/**
 * A Phoenix socket. The optional members feed the connection status, and let the
 * client reconnect at once when a page or a machine wakes up.
 */
export interface SocketLike {
  connect(): unknown;
  channel(topic: string, payload?: object): ChannelLike;
  disconnect?(callback?: () => void, code?: number): unknown;
  isConnected?(): boolean;
  connectionState?(): string;
  /** Whether it is down because the application wants it to be. */
  readonly closeWasClean?: boolean;
  /** Calls back when the server answers; returns whether it was asked. */
  ping?(callback: () => void): boolean;
  onOpen?(callback: () => void): unknown;
  /** Calls back with why it closed. */
  onClose?(callback: (event?: { readonly code?: number }) => void): unknown;
  onError?(callback: () => void): unknown;
  off?(refs: unknown[]): unknown;
}
