/**
 * What `useMusubiRoot` takes and gives.
 *
 * @module
 */

import type { MountStoreOptions, StoreModule, StoreProxy } from "@musubi/client";
import type { RootMount } from "./root-mount.js";

/** Which root to mount, and what becomes of it. */
export type UseMusubiRootOptions<M extends StoreModule<R>, R> = MountStoreOptions<M, R> & {
  /** Whether the root is unmounted with its last component; `true` unless set. */
  unmountOnCleanup?: boolean | undefined;
  /**
   * Whether the store of the previous module, id or params stays in place while
   * the next one mounts; `false` unless set.
   */
  keepPreviousData?: boolean | undefined;
};

/** A root on its way. */
export type MusubiRootMount<M extends StoreModule<R>, R> =
  | {
      readonly status: "loading";
      readonly store: null;
      readonly error: null;
      readonly isFetching: true;
      readonly revalidationError: null;
    }
  | {
      readonly status: "ready";
      readonly store: StoreProxy<M, R>;
      readonly error: null;
      /** Whether the store is an earlier one, or a cached one that the server has yet to confirm. */
      readonly isFetching: boolean;
      /** Why the server did not confirm a cached store. */
      readonly revalidationError: Error | null;
    }
  | {
      readonly status: "error";
      readonly store: null;
      readonly error: Error;
      readonly isFetching: false;
      readonly revalidationError: null;
    };

/** Nothing to show yet. */
export const LOADING = {
  status: "loading",
  store: null,
  error: null,
  isFetching: true,
  revalidationError: null,
} as const;

/** Nothing will be shown. */
export function failed(error: Error) {
  return { ...LOADING, status: "error", error, isFetching: false } as const;
}

/** Tells what becomes of a mount, until the returned function is called. */
export function follow<M extends StoreModule<R>, R>(
  mount: RootMount<M, R>,
  show: (mount: MusubiRootMount<M, R>) => void,
): () => void {
  let current = true;
  const report = () => {
    const { outcome } = mount;
    if (!current || outcome.status === "pending") return;
    if (outcome.status === "failed") {
      show(failed(outcome.error));
      return;
    }
    const { store, isFetching, revalidated } = outcome.mounted;
    const ready = { status: "ready", store, error: null, revalidationError: null } as const;
    show({ ...ready, isFetching });
    if (!isFetching) return;
    revalidated.then(
      () => current && show({ ...ready, isFetching: false }),
      (error: Error) => current && show({ ...ready, isFetching: false, revalidationError: error }),
    );
  };
  if (mount.outcome.status === "pending") void mount.settled.then(report);
  else report();
  return () => {
    current = false;
  };
}
