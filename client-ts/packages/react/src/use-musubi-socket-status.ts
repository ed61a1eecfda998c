import type { MusubiConnection, MusubiSocketStatus } from "@musubi/client";
import { useMemo } from "react";
import { useMusubiConnectionStatus } from "./use-musubi-connection-status.js";
import { useSelection } from "./use-selection.js";

const whole = <T>(value: T): T => value;

/** While there is no connection, and where a server renders. */
const CONNECTING = (): MusubiSocketStatus => "connecting";

/**
 * How the socket is, for a note that what is shown may be old: `connecting` until
 * it first opens, `ready`, and `reconnecting` while it is down. Renders again when
 * that changes.
 *
 * @throws `Error` outside a `MusubiProvider`.
 */
export function useMusubiSocketStatus(): MusubiSocketStatus {
  const { connection } = useMusubiConnectionStatus();
  const source = useMemo(() => sourceOf(connection), [connection]);
  return useSelection(source, whole, Object.is, CONNECTING);
}

function sourceOf(connection: Pick<MusubiConnection<never>, "status" | "onStatusChange"> | null) {
  return {
    subscribe: (listener: () => void) => connection?.onStatusChange(listener) ?? (() => {}),
    snapshot: () => connection?.status() ?? CONNECTING(),
  };
}
