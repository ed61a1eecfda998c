import {
  type Equality,
  nextSnapshot,
  type StoreModule,
  type StoreProxy,
  type StoreSnapshot,
  shallowEqual,
} from "@musubi/client";
import { useCallback } from "react";
import { useSelection } from "./use-selection.js";

/** Stands for a store that is not in the tree; a selector may well select `undefined`. */
const ABSENT = Symbol("absent");

const whole = <T>(snapshot: T): T => snapshot;

/** The whole snapshot of a store, suspending while the store is not in the tree. */
export function useMusubiSnapshotSuspense<M extends StoreModule<R>, R>(
  store: StoreProxy<M, R>,
): StoreSnapshot<M, R>;
/** What `selector` makes of the snapshot, suspending while the store is not in the tree. */
export function useMusubiSnapshotSuspense<M extends StoreModule<R>, R, Selected>(
  store: StoreProxy<M, R>,
  selector: (snapshot: StoreSnapshot<M, R>) => Selected,
  isEqual?: Equality<Selected>,
): Selected;
export function useMusubiSnapshotSuspense<M extends StoreModule<R>, R>(
  store: StoreProxy<M, R>,
  selector: (snapshot: StoreSnapshot<M, R>) => unknown = whole,
  isEqual: Equality<unknown> = selector === whole ? Object.is : shallowEqual,
): unknown {
  const select = useCallback(
    (snapshot: StoreSnapshot<M, R> | undefined) =>
      snapshot === undefined ? ABSENT : selector(snapshot),
    [selector],
  );
  const isSame = useCallback(
    (left: unknown, right: unknown) =>
      left === ABSENT || right === ABSENT ? left === right : isEqual(left, right),
    [isEqual],
  );
  const selected = useSelection(store, select, isSame);
  if (selected === ABSENT) throw nextSnapshot(store);
  return selected;
}
