import { type MountStoreOptions, type StoreModule, storeCacheKey } from "@musubi/client";
import { useState } from "react";

/**
 * The options of the connection's `mountStore`, without those of the hooks; the
 * same object for as long as they ask for the same module, id and params.
 */
export function useMountOptions<M extends StoreModule<R>, R>(
  options: MountStoreOptions<M, R>,
): MountStoreOptions<M, R> {
  const { unmountOnCleanup, keepPreviousData, ...mountOptions } = options as MountStoreOptions<
    M,
    R
  > & { unmountOnCleanup?: unknown; keepPreviousData?: unknown };
  const key = storeCacheKey(mountOptions as Parameters<typeof storeCacheKey>[0]);
  const next = { key, options: mountOptions as unknown as MountStoreOptions<M, R> };
  const [stable, setStable] = useState(next);
  if (stable.key === key) return stable.options;
  setStable(next);
  return next.options;
}
