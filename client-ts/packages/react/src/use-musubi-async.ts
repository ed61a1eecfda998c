import {
  type AsyncResult,
  nextSnapshot,
  type StoreModule,
  type StoreProxy,
  type StoreSnapshot,
} from "@musubi/client";
import { useMusubiSnapshotSuspense } from "./use-musubi-snapshot-suspense.js";

/**
 * The value of an async field. Suspends while the store is not in the tree and
 * while the field is loading, even if an earlier value is known.
 *
 * @throws `Error` to the nearest error boundary when the field failed, with the
 * server's reason as its `cause`.
 */
export function useMusubiAsync<M extends StoreModule<R>, R, T>(
  store: StoreProxy<M, R>,
  select: (snapshot: StoreSnapshot<M, R>) => AsyncResult<T>,
): T {
  const result = useMusubiSnapshotSuspense(store, select);
  switch (result.status) {
    case "loading":
      throw nextSnapshot(store);
    case "failed":
      throw new Error("[musubi] async field failed", { cause: result.error });
    case "ok":
      return result.data;
  }
}
