import {
  type Equality,
  type StoreModule,
  type StoreProxy,
  type StoreSnapshot,
  shallowEqual,
} from "@musubi/client";
import { useSelection } from "./use-selection.js";

const whole = <T>(snapshot: T): T => snapshot;

/** The whole snapshot of a store; `undefined` while the store is not in the tree. */
export function useMusubiSnapshot<M extends StoreModule<R>, R>(
  store: StoreProxy<M, R>,
): StoreSnapshot<M, R> | undefined;
/**
 * What `selector` makes of the snapshot of a store. The component renders again
 * when that differs by `isEqual`, which is `shallowEqual` unless given.
 */
export function useMusubiSnapshot<M extends StoreModule<R>, R, Selected>(
  store: StoreProxy<M, R>,
  selector: (snapshot: StoreSnapshot<M, R> | undefined) => Selected,
  isEqual?: Equality<Selected>,
): Selected;
export function useMusubiSnapshot<M extends StoreModule<R>, R>(
  store: StoreProxy<M, R>,
  selector: (snapshot: StoreSnapshot<M, R> | undefined) => unknown = whole,
  isEqual: Equality<unknown> = selector === whole ? Object.is : shallowEqual,
): unknown {
  return useSelection(store, selector, isEqual);
}
