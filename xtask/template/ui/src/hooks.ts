import { createMusubi } from "@musubi/react";

export const {
  MusubiProvider,
  useMusubiCommand,
  useMusubiRoot,
  useMusubiSnapshot,
  useMusubiSocketStatus,
} = createMusubi<Musubi.Stores>();
