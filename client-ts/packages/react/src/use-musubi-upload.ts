import type { StoreModule, StoreProxy, UploadHandle, UploadName } from "@musubi/client";
import { useCallback } from "react";
import { useSelection } from "./use-selection.js";

/**
 * An upload slot of a store. The component renders again when anything of it
 * changes: files that are chosen, progress, errors. `undefined` while the store
 * is not in the tree.
 */
export function useMusubiUpload<M extends StoreModule<R>, R>(
  store: StoreProxy<M, R>,
  name: UploadName<M, R>,
): UploadHandle | undefined {
  const select = useCallback(
    (snapshot: object | undefined): UploadHandle | undefined =>
      snapshot && Reflect.get(snapshot, name),
    [name],
  );
  return useSelection(store, select, Object.is);
}
