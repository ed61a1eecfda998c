import type { ConnectOptions, MusubiConnection, SocketLike } from "@musubi/client";
import {
  createElement,
  type ReactElement,
  type ReactNode,
  useEffect,
  useMemo,
  useState,
} from "react";
import { connecting } from "./connecting.js";
import { ConnectionContext, type ConnectionState, type ProvidedState } from "./context.js";
import { holdConnection } from "./held-connections.js";
import { useLatest } from "./use-latest.js";

/**
 * Either a `connection` that the application made, or a `socket` for which the
 * provider connects and disconnects itself.
 */
export type MusubiProviderProps<R> = { readonly children?: ReactNode } & (
  | {
      readonly connection: MusubiConnection<R>;
      readonly socket?: undefined;
      readonly topic?: undefined;
      readonly uploaders?: undefined;
    }
  | ({ readonly socket: SocketLike; readonly connection?: undefined } & ConnectOptions)
);

/**
 * Gives the components below a connection.
 *
 * @throws `Error` when given both a connection and a socket, or neither.
 */
export function MusubiProvider<R>(props: MusubiProviderProps<R>): ReactElement {
  const { connection, socket, topic, uploaders, children } = props;
  if ((connection === undefined) === (socket === undefined)) {
    throw new Error("[musubi] MusubiProvider takes either a connection or a socket");
  }
  const connected = useConnected<R>(socket, topic, uploaders);
  const given = useMemo<ConnectionState<R> | undefined>(
    () => connection && { state: "ready", connection },
    [connection],
  );
  const value = (given ?? connected) as ProvidedState<never>;
  return createElement(ConnectionContext.Provider, { value }, children);
}

/** Connects for as long as the component is mounted. */
function useConnected<R>(
  socket: SocketLike | undefined,
  topic: string | undefined,
  uploaders: ConnectOptions["uploaders"],
): ProvidedState<R> {
  const latest = useLatest(uploaders);
  // Another topic of the socket is another connection, which is waited for anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  const waiting = useMemo(() => connecting(socket), [socket, topic]);
  const [outcome, setOutcome] = useState<{
    readonly socket: SocketLike;
    readonly topic: string | undefined;
    readonly value: ProvidedState<R>;
  }>();
  useEffect(() => {
    if (socket === undefined) return;
    let current = true;
    const settle = (value: ProvidedState<R>) => {
      if (!current) return;
      setOutcome({ socket, topic, value });
      // Whoever waits looks again, and finds the outcome.
      waiting.end();
    };
    const { connection, release } = holdConnection<R>(socket, {
      topic,
      // Looked up when a file is sent, so that new uploaders need no new connection.
      get uploaders() {
        return latest.current;
      },
    });
    connection.then(
      (connection) => settle({ state: "ready", connection }),
      (error: unknown) => settle({ state: "error", connection: null, error: asError(error) }),
    );
    return () => {
      current = false;
      release();
    };
  }, [socket, topic, latest, waiting]);
  // The outcome of an earlier socket is not this one's.
  return outcome && outcome.socket === socket && outcome.topic === topic ? outcome.value : waiting;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
