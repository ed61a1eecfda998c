import { useMusubiSocketStatus } from "./hooks";

/** Says when the server is out of reach. The shop stays as it was last seen meanwhile. */
export function ConnectionBanner() {
  const status = useMusubiSocketStatus();
  return (
    <div role="status">
      {status === "reconnecting" && (
        <p className="banner">
          <span className="spinner" aria-hidden="true" /> Reconnecting… your cart is safe.
        </p>
      )}
    </div>
  );
}
