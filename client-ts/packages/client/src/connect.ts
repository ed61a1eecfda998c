/**
 * The way in.
 *
 * @module
 */

import { Connection } from "./connection.js";
import type { ConnectOptions, MusubiConnection } from "./types/connection.js";
import type { SocketLike } from "./types/socket.js";

const DEFAULT_TOPIC = "musubi:connection";

/** Connections by socket, then by base topic. The registry type is the caller's business. */
const connections = new WeakMap<SocketLike, Map<string, MusubiConnection<unknown>>>();

/**
 * Opens the transport and resolves with the connection; nothing is joined until
 * something is mounted, so a refusal shows on the first mount. A second call
 * with the same socket and topic gives the same connection, with the uploaders
 * of the first.
 *
 * `R` is the generated registry: `connect<Musubi.Stores>(socket)`.
 */
export async function connect<R>(
  socket: SocketLike,
  options: ConnectOptions = {},
): Promise<MusubiConnection<R>> {
  const topic = options.topic ?? DEFAULT_TOPIC;
  const byTopic = connections.get(socket) ?? new Map<string, MusubiConnection<unknown>>();
  connections.set(socket, byTopic);
  let connection = byTopic.get(topic);
  if (connection === undefined) {
    connection = new Connection<unknown>(socket, topic, options, () => byTopic.delete(topic));
    byTopic.set(topic, connection);
    try {
      socket.connect();
    } catch (error) {
      await connection.disconnect();
      throw error;
    }
  }
  return connection as MusubiConnection<R>;
}
