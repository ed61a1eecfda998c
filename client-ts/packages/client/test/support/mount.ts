import { connect, type MountedStore, type MusubiConnection } from "../../src/index.js";
import { type MockChannel, MockSocket } from "./mock-socket.js";

export type R = Musubi.Stores;

export const ROOT: { __musubi_store_id__: string[] } = { __musubi_store_id__: [] };

/** A child node as the server renders it. */
export function child(id: string[], fields: Record<string, unknown> = {}): object {
  return { __musubi_store_id__: id, label: id.at(-1), ...fields };
}

/** A connection with one mounted `Test.Store` that holds `fields`. */
export async function mounted(
  fields: Record<string, unknown>,
  socket: MockSocket = new MockSocket(),
): Promise<{
  socket: MockSocket;
  connection: MusubiConnection<R>;
  channel: MockChannel;
  mount: MountedStore<"Test.Store", R>;
  store: MountedStore<"Test.Store", R>["store"];
}> {
  const connection = await connect<R>(socket);
  const mounting = connection.mountStore({ module: "Test.Store", id: "alpha" });
  const channel = socket.last();
  channel.start({ ...ROOT, ...fields });
  const mount = await mounting;
  return { socket, connection, channel, mount, store: mount.store };
}

/** One turn of the timers that are due now. */
export function tick(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
