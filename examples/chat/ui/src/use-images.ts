import type { UploadEntry } from "@musubi/client";
import { useCallback, useEffect, useState } from "react";
import { type RoomProxy, useMusubiUpload } from "./hooks";
import { fileProblem, refusedProblem } from "./problems";

/** The images that are to go with the next message. */
export interface Images {
  readonly entries: readonly UploadEntry[];
  /** Whether one is still on its way. */
  readonly isUploading: boolean;
  /** How many have arrived. */
  readonly arrived: number;
  /** Why files were not taken. */
  readonly problems: readonly string[];
  /** What the browser can show of an entry. */
  readonly previewOf: (entry: UploadEntry) => string | undefined;
  readonly add: (files: readonly File[]) => Promise<void>;
  readonly remove: (entry: UploadEntry) => void;
  readonly forgetProblems: () => void;
}

/** Uploads images as soon as they are chosen. */
export function useImages(store: RoomProxy): Images {
  const upload = useMusubiUpload(store, "images");
  const [problems, setProblems] = useState<readonly string[]>([]);
  const [previews, setPreviews] = useState<ReadonlyMap<string, string>>(new Map());
  const entries = upload?.entries ?? [];

  useEffect(() => {
    const gone = [...previews].filter(([ref]) => !entries.some((entry) => entry.ref === ref));
    if (gone.length === 0) return;
    for (const [, address] of gone) URL.revokeObjectURL(address);
    setPreviews(new Map([...previews].filter(([ref]) => !gone.some(([old]) => old === ref))));
  }, [entries, previews]);

  const add = useCallback(
    async (files: readonly File[]) => {
      const { config, entries } = store.images;
      const refused = files.flatMap((file) => fileProblem(file, config) ?? []);
      const fit = files.filter((file) => fileProblem(file, config) === null);
      const place = config.maxEntries - entries.length;
      if (fit.length > place) refused.push(`A message has ${config.maxEntries} images at most.`);
      setProblems(refused);
      const chosen = fit.slice(0, place);
      if (chosen.length === 0) return;
      try {
        const known = new Set(entries.map((entry) => entry.ref));
        const fresh = (await store.images.select(chosen)).filter(({ ref }) => !known.has(ref));
        setPreviews((previews) => new Map([...previews, ...previewsOf(fresh, chosen)]));
        setProblems([...refused, ...store.images.errors.map(refusedProblem)]);
        await store.images.start();
      } catch {
        setProblems([...refused, "The images could not be sent. Please try again."]);
      }
    },
    [store],
  );
  const remove = useCallback(
    (entry: UploadEntry) => void store.images.cancel(entry.ref).catch(() => undefined),
    [store],
  );
  return {
    entries,
    isUploading: entries.some((entry) => entry.isPending || entry.isUploading),
    arrived: entries.filter((entry) => entry.isSuccess).length,
    problems,
    previewOf: (entry) => previews.get(entry.ref),
    add,
    remove,
    forgetProblems: useCallback(() => setProblems([]), []),
  };
}

function previewsOf(entries: readonly UploadEntry[], files: readonly File[]): [string, string][] {
  const rest = [...files];
  return entries.flatMap((entry): [string, string][] => {
    const isThis = (file: File) => file.name === entry.clientName && file.size === entry.clientSize;
    const [file] = rest.splice(rest.findIndex(isThis), 1);
    return file ? [[entry.ref, URL.createObjectURL(file)]] : [];
  });
}
