import { useContext } from "react";
import { ConnectionContext, type ConnectionState, type ProvidedState } from "./context.js";

/**
 * Where the provider's handshake stands: `connecting`, `ready` with the
 * connection, or `error`. What the socket does later is told by
 * `useMusubiSocketStatus`.
 *
 * @throws `Error` outside a `MusubiProvider`.
 */
export function useMusubiConnectionStatus<R>(): ConnectionState<R> {
  return useProvidedState<R>();
}

/** The same, with something to wait for while the provider connects. */
export function useProvidedState<R>(): ProvidedState<R> {
  const value = useContext(ConnectionContext);
  if (value === null) throw new Error("[musubi] there is no MusubiProvider above this component");
  return value as ProvidedState<R>;
}
