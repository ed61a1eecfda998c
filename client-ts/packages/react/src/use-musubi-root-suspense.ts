import type { MountStoreOptions, StoreModule, StoreProxy } from "@musubi/client";
import { useEffect, useMemo, useReducer } from "react";
import { claimInRender, settleClaim } from "./orphans.js";
import { rootMount } from "./root-mount.js";
import { useLatest } from "./use-latest.js";
import { useMountOptions } from "./use-mount-options.js";
import { useProvidedState } from "./use-musubi-connection-status.js";

/** Which root to mount, and whether it is unmounted with its last component (`true` unless set). */
export type UseMusubiRootSuspenseOptions<M extends StoreModule<R>, R> = MountStoreOptions<M, R> & {
  unmountOnCleanup?: boolean | undefined;
};

/**
 * Mounts a root while the component is mounted, suspending until its first state
 * is there, also while the provider still connects. A mount that fails is thrown to
 * the nearest error boundary, and tried again when that renders the component anew.
 *
 * The Suspense boundary has to stand below the `MusubiProvider` where that is given a
 * `socket`: it connects once it is mounted.
 *
 * @throws `Error` outside a `MusubiProvider`, and where the connection failed.
 */
export function useMusubiRootSuspense<M extends StoreModule<R>, R>(
  options: UseMusubiRootSuspenseOptions<M, R>,
): StoreProxy<M, R> {
  const provided = useProvidedState<R>();
  if (provided.state === "connecting") throw provided.wait();
  if (provided.state === "error") throw provided.error;
  const { connection } = provided;
  const mountOptions = useMountOptions(options);
  const latest = useLatest(options.unmountOnCleanup ?? true);
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  const mount = rootMount(connection, mountOptions);
  const token = useMemo(() => claimInRender(mount), [mount]);

  useEffect(() => {
    settleClaim(mount, token);
    if (!mount.isCurrent) {
      // Discarded between render and commit: take part in the mount that comes after it.
      renderAgain();
      return;
    }
    const release = mount.retain();
    return () => release(latest.current);
  }, [mount, token, latest]);

  const { outcome } = mount;
  switch (outcome.status) {
    case "pending":
      throw mount.settled;
    case "failed":
      mount.forgetFailure();
      throw outcome.error;
    case "ready":
      return outcome.mounted.store;
  }
}
