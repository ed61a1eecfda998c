import { useCallback, useSyncExternalStore } from "react";
import type { AnyConnection } from "./connection";

const WORDS = {
  connecting: "Connecting…",
  ready: "Connected",
  reconnecting: "Reconnecting…",
};

/** Whether the server is in reach. */
export function ConnectionStatus({ connection }: { connection: AnyConnection }) {
  const subscribe = useCallback(
    (change: () => void) => connection.onStatusChange(change),
    [connection],
  );
  const status = useSyncExternalStore(subscribe, () => connection.status());
  return (
    <span className={`status ${status}`} role="status">
      {WORDS[status]}
    </span>
  );
}
