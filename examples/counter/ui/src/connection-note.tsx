import { useSyncExternalStore } from "react";
import { useMusubiConnection } from "./hooks";

/** Says when the server is out of reach; what is on the screen stays there meanwhile. */
export function ConnectionNote() {
  const connection = useMusubiConnection();
  const status = useSyncExternalStore(
    (onChange) => connection.onStatusChange(onChange),
    () => connection.status(),
  );
  return status === "reconnecting" ? (
    <p className="note" role="status">
      Reconnecting…
    </p>
  ) : null;
}
