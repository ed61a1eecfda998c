/**
 * Connections that providers own.
 *
 * @module
 */

import {
  type ConnectOptions,
  connect,
  type MusubiConnection,
  type SocketLike,
} from "@musubi/client";

interface Held {
  holders: number;
  readonly connection: Promise<MusubiConnection<unknown>>;
}

const held = new WeakMap<SocketLike, Map<string | undefined, Held>>();

/**
 * Connects, or joins in with a provider that has the same socket and topic. The
 * connection ends a macrotask after its last holder let go, so that the effects
 * which React's StrictMode runs twice do not end it in between.
 */
export function holdConnection<R>(
  socket: SocketLike,
  options: ConnectOptions,
): { readonly connection: Promise<MusubiConnection<R>>; readonly release: () => void } {
  const { topic } = options;
  const byTopic = held.get(socket) ?? new Map<string | undefined, Held>();
  held.set(socket, byTopic);
  const known = byTopic.get(topic);
  const entry = known ?? { holders: 0, connection: connect<unknown>(socket, options) };
  byTopic.set(topic, entry);
  entry.holders += 1;

  const end = () => {
    if (entry.holders > 0) return;
    if (byTopic.get(topic) === entry) byTopic.delete(topic);
    // A connection that failed has nothing to end.
    entry.connection.then(
      (connection) => connection.disconnect(),
      () => {},
    );
  };
  let released = false;
  return {
    connection: entry.connection as Promise<MusubiConnection<R>>,
    release: () => {
      if (released) return;
      released = true;
      entry.holders -= 1;
      if (entry.holders === 0) setTimeout(end, 0);
    },
  };
}
