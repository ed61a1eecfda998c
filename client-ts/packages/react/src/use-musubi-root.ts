import type { StoreModule } from "@musubi/client";
import { useEffect, useMemo, useRef, useState } from "react";
import { rootMount } from "./root-mount.js";
import {
  failed,
  follow,
  LOADING,
  type MusubiRootMount,
  type UseMusubiRootOptions,
} from "./root-progress.js";
import { useLatest } from "./use-latest.js";
import { useMountOptions } from "./use-mount-options.js";
import { useMusubiConnectionStatus } from "./use-musubi-connection-status.js";

/** What became of a mount, and of which. */
interface Shown<M extends StoreModule<R>, R> {
  readonly connection: object;
  readonly mountOptions: object;
  readonly mount: MusubiRootMount<M, R>;
}

/**
 * Mounts a root while the component is mounted. Components that ask for the same
 * module, id and params share one mount. It is loading while the provider's
 * connection is being made, and an error where that fails.
 *
 * @throws `Error` outside a `MusubiProvider`.
 */
export function useMusubiRoot<M extends StoreModule<R>, R>(
  options: UseMusubiRootOptions<M, R>,
): MusubiRootMount<M, R> {
  const status = useMusubiConnectionStatus<R>();
  const { connection } = status;
  const unconnected = useMemo(
    () => (status.state === "error" ? failed(status.error) : undefined),
    [status],
  );
  const { unmountOnCleanup = true, keepPreviousData = false } = options;
  const mountOptions = useMountOptions(options);
  const latest = useLatest({ unmountOnCleanup, keepPreviousData });
  const [shown, setShown] = useState<Shown<M, R>>();
  const letGoOfPrevious = useRef<(() => void) | undefined>(undefined);

  useEffect(() => {
    if (connection === null) return;
    const mount = rootMount(connection, mountOptions);
    const release = mount.retain();
    const stop = follow(mount, (next) => {
      setShown({ connection, mountOptions, mount: next });
      letGoOfPrevious.current?.();
    });
    return () => {
      stop();
      const letGo = () => release(latest.current.unmountOnCleanup);
      if (latest.current.keepPreviousData && mount.outcome.status === "ready") {
        // The store that is still shown must not be emptied before its successor is there.
        letGoOfPrevious.current?.();
        letGoOfPrevious.current = letGo;
      } else {
        letGo();
      }
    };
  }, [connection, mountOptions, latest]);
  // Declared last, so that on unmount it runs after the cleanup above.
  useEffect(() => () => letGoOfPrevious.current?.(), []);

  if (unconnected) return unconnected;
  if (shown?.connection === connection && shown.mountOptions === mountOptions) return shown.mount;
  if (!keepPreviousData || shown?.mount.status !== "ready") return LOADING;
  return { ...shown.mount, isFetching: true };
}
