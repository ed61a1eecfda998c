import type { MusubiConnection } from "@musubi/client";
import { useMusubiConnectionStatus } from "./use-musubi-connection-status.js";

/**
 * The connection of the provider above.
 *
 * @throws `Error` outside a `MusubiProvider`, and while the connection is not
 * ready; a component that renders earlier uses `useMusubiConnectionStatus`.
 */
export function useMusubiConnection<R>(): MusubiConnection<R> {
  const status = useMusubiConnectionStatus<R>();
  if (status.state === "ready") return status.connection;
  throw new Error(
    `[musubi] the connection is not ready (${status.state}); ` +
      "check useMusubiConnectionStatus() before components that need it",
    { cause: status.state === "error" ? status.error : undefined },
  );
}
