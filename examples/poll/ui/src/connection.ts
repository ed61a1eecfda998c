import { useCallback, useSyncExternalStore } from "react";
import { useMusubiConnection } from "./hooks";

/** Whether what is shown may be old, because the server is out of reach. */
export function useIsReconnecting(): boolean {
  const connection = useMusubiConnection();
  const subscribe = useCallback(
    (onChange: () => void) => connection.onStatusChange(onChange),
    [connection],
  );
  return useSyncExternalStore(subscribe, () => connection.status() === "reconnecting");
}
