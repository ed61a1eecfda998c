import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from "react";

/** What a hook needs of a store proxy. */
export interface SnapshotSource<Snapshot> {
  subscribe(listener: () => void): () => void;
  snapshot(): Snapshot;
}

/** Compares two selections. */
export type Equality<T> = (left: T, right: T) => boolean;

/**
 * What `select` makes of the newest snapshot. Renders again when that is no
 * longer equal, and keeps the old reference while it is, however often `select`
 * itself is replaced.
 */
export function useSelection<Snapshot, Selected>(
  store: SnapshotSource<Snapshot>,
  select: (snapshot: Snapshot) => Selected,
  isEqual: Equality<Selected>,
): Selected {
  const committed = useRef<{ readonly selection: Selected } | undefined>(undefined);
  const getSelection = useMemo(() => {
    let last: { readonly snapshot: Snapshot; readonly selection: Selected } | undefined;
    return () => {
      const snapshot = store.snapshot();
      if (last !== undefined && Object.is(last.snapshot, snapshot)) return last.selection;
      const fresh = select(snapshot);
      const known = last ?? committed.current;
      const selection =
        known !== undefined && isEqual(known.selection, fresh) ? known.selection : fresh;
      last = { snapshot, selection };
      return selection;
    };
  }, [store, select, isEqual]);
  const subscribe = useCallback((listener: () => void) => store.subscribe(listener), [store]);
  const selection = useSyncExternalStore(subscribe, getSelection, getSelection);
  useEffect(() => {
    committed.current = { selection };
  }, [selection]);
  return selection;
}
