import { useMusubiSocketStatus } from "./hooks";

/** Says when the server is out of reach; what is on the screen stays there meanwhile. */
export function ConnectionNote() {
  return useMusubiSocketStatus() === "reconnecting" ? (
    <p className="note" role="status">
      Reconnecting…
    </p>
  ) : null;
}
