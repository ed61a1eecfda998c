import type { MusubiConnection } from "@musubi/client";
import { Socket } from "phoenix";
import { connect } from "./hooks";

const STORED = "engawa:name";

/** Somebody's connection to the chat. */
export interface Session {
  readonly connection: MusubiConnection<Musubi.Stores>;
  /** Closes the connection. */
  readonly close: () => void;
}

/** The name under which this browser entered last. */
export function storedName(): string | null {
  return localStorage.getItem(STORED);
}

/** Makes this the name that the browser enters with next time; `null` asks for one. */
export function storeName(name: string | null): void {
  if (name === null) localStorage.removeItem(STORED);
  else localStorage.setItem(STORED, name);
}

/** Connects under a name. Whether the chat accepts it shows when the lobby is mounted. */
export async function openSession(name: string): Promise<Session> {
  const socket = new Socket("/socket", { params: { name } });
  const connection = await connect(socket);
  const close = (): void => void connection.disconnect().then(() => socket.disconnect());
  return { connection, close };
}
