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

export type PollsProxy = StoreProxy<"PollsStore", Musubi.Stores>;
export type PollProxy = StoreProxy<"PollStore", Musubi.Stores>;
export type AudienceProxy = StoreProxy<"AudienceStore", Musubi.Stores>;
