import { createMusubi } from "@musubi/react";

export const {
  connect,
  MusubiProvider,
  useMusubiCommand,
  useMusubiRoot,
  useMusubiSnapshot,
  useMusubiSocketStatus,
} = createMusubi<Musubi.Stores>();
