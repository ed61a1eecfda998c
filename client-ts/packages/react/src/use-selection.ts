import { type Equality, Selection } from "@musubi/client";
import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from "react";

/** What a hook needs of a store proxy. */
export interface SnapshotSource<Snapshot> {
  subscribe(listener: () => void): () => void;
  snapshot(): Snapshot;
}

/**
 * What `select` makes of the newest snapshot. Renders again when that is no
 * longer equal, and keeps the old reference while it is, however often `select`
 * itself is replaced. `getServerSelection` stands in where a server renders, and
 * while a browser takes that over.
 */
export function useSelection<Snapshot, Selected>(
  store: SnapshotSource<Snapshot>,
  select: (snapshot: Snapshot) => Selected,
  isEqual: Equality<Selected>,
  getServerSelection?: () => Selected,
): Selected {
  const committed = useRef<{ readonly value: Selected } | undefined>(undefined);
  const getSelection = useMemo(() => {
    let selection: Selection<Snapshot, Selected> | undefined;
    return () => {
      selection ??= new Selection(select, isEqual, committed.current);
      return selection.from(store.snapshot());
    };
  }, [store, select, isEqual]);
  const subscribe = useCallback((listener: () => void) => store.subscribe(listener), [store]);
  const selected = useSyncExternalStore(
    subscribe,
    getSelection,
    getServerSelection ?? getSelection,
  );
  useEffect(() => {
    committed.current = { value: selected };
  }, [selected]);
  return selected;
}
