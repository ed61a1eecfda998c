import { useEffect, useState } from "react";
import { type AnyConnection, type AnyProxy, topicOf, traffic } from "../connection";
import { type Changes, changesBetween } from "./changes";

/** Which root. */
export interface RootChoice {
  readonly module: string;
  readonly id: string;
  readonly params: Record<string, unknown>;
}

export type RootState =
  | { readonly status: "mounting" }
  | { readonly status: "refused"; readonly reason: string }
  | ({ readonly status: "mounted"; readonly store: AnyProxy } & View);

interface View {
  readonly snapshot: unknown;
  /** What the newest change changed. */
  readonly changes: Changes;
  /** Counts the changes. */
  readonly turn: number;
}

/** Mounts a root for as long as the component is there. */
export function useRoot(connection: AnyConnection, choice: RootChoice): RootState {
  const [state, setState] = useState<RootState>({ status: "mounting" });
  useEffect(() => {
    let ended = false;
    let unsubscribe = (): void => undefined;
    traffic.clear(topicOf(choice.module, choice.id));
    const mounting = connection.mountStore({ ...choice });
    mounting.then(
      ({ store }) => {
        if (ended) return;
        const first = store.snapshot();
        setState({ status: "mounted", store, snapshot: first, changes: new Map(), turn: 0 });
        unsubscribe = store.subscribe(() => setState((shown) => next(shown, store.snapshot())));
      },
      (error: unknown) => {
        if (!ended) setState({ status: "refused", reason: String(error) });
      },
    );
    return () => {
      ended = true;
      unsubscribe();
      mounting.then(
        (mounted) => mounted.unmount(),
        () => undefined,
      );
    };
  }, [connection, choice]);
  return state;
}

/** While the root is away, what was seen last stays. */
function next(shown: RootState, snapshot: unknown): RootState {
  if (shown.status !== "mounted" || snapshot === undefined) return shown;
  const changes = changesBetween(shown.snapshot, snapshot);
  return { ...shown, snapshot, changes, turn: shown.turn + 1 };
}
