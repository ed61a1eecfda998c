import type { StoreProxy, StoreSnapshot } from "@musubi/client";
import { createMusubi } from "@musubi/react";

export const {
  connect,
  MusubiProvider,
  useMusubiCommand,
  useMusubiEvent,
  useMusubiRoot,
  useMusubiSnapshot,
  useMusubiSocketStatus,
  useMusubiUpload,
} = createMusubi<Musubi.Stores>();

export type LobbyProxy = StoreProxy<"LobbyStore", Musubi.Stores>;
export type EntryProxy = StoreProxy<"EntryStore", Musubi.Stores>;
export type RoomProxy = StoreProxy<"RoomStore", Musubi.Stores>;

export type Message = StoreSnapshot<"RoomStore", Musubi.Stores>["messages"][number];
