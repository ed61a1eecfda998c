import type { EventName, EventPayload, StoreModule, StoreProxy } from "@musubi/client";
import { useEffect } from "react";
import { useLatest } from "./use-latest.js";

/**
 * Calls `handler` for each event `name` of a store while the component is
 * mounted. A new handler takes over without subscribing anew.
 */
export function useMusubiEvent<M extends StoreModule<R>, K extends EventName<M, R>, R>(
  store: StoreProxy<M, R>,
  name: K,
  handler: (payload: EventPayload<M, K, R>) => void,
): void {
  const latest = useLatest(handler);
  useEffect(
    () => store.handleEvent(name, (payload) => latest.current(payload)),
    [store, name, latest],
  );
}
