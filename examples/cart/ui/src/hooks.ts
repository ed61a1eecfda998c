import type { StoreProxy } from "@musubi/client";
import { createMusubi } from "@musubi/react";

export const {
  connect,
  MusubiProvider,
  useMusubiCommand,
  useMusubiRoot,
  useMusubiSnapshot,
  useMusubiSocketStatus,
} = createMusubi<Musubi.Stores>();

export type CartProxy = StoreProxy<"CartStore", Musubi.Stores>;
export type LineProxy = StoreProxy<"LineStore", Musubi.Stores>;
