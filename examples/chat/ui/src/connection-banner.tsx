import { useCallback, useSyncExternalStore } from "react";
import { useMusubiConnection } from "./hooks";

/** Says when the server is out of reach. What was said stays on screen meanwhile. */
export function ConnectionBanner() {
  const connection = useMusubiConnection();
  const subscribe = useCallback(
    (onChange: () => void) => connection.onStatusChange(onChange),
    [connection],
  );
  const status = useSyncExternalStore(subscribe, () => connection.status());
  return (
    <div role="status">
      {status === "reconnecting" && (
        <p className="banner">
          <span className="spinner" aria-hidden="true" /> Reconnecting… you can go on reading.
        </p>
      )}
    </div>
  );
}
