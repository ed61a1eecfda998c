/**
 * What a provider hands down.
 *
 * @module
 */

import type { MusubiConnection } from "@musubi/client";
import { createContext } from "react";
import type { Connecting } from "./connecting.js";

/** Where the handshake with the server stands. */
export type ConnectionState<R> =
  | { readonly state: "connecting"; readonly connection: null }
  | { readonly state: "ready"; readonly connection: MusubiConnection<R> }
  | { readonly state: "error"; readonly connection: null; readonly error: Error };

/** The same, where what is below a provider can wait for it. */
export type ProvidedState<R> = Exclude<ConnectionState<R>, { state: "connecting" }> | Connecting;

/**
 * The nearest provider's connection. There is one context for all registries:
 * which registry a connection has is known to the factory that reads it.
 */
export const ConnectionContext = createContext<ProvidedState<never> | null>(null);
