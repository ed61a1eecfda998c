import { useMusubiSocketStatus } from "./hooks";

/** Says when the server is out of reach. What was said stays on screen meanwhile. */
export function ConnectionBanner() {
  const status = useMusubiSocketStatus();
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
