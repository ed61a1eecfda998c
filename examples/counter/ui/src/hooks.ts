import { createMusubi } from "@musubi/react";

export const {
  connect,
  MusubiProvider,
  useMusubiCommand,
  useMusubiConnection,
  useMusubiRoot,
  useMusubiSnapshot,
} = createMusubi<Musubi.Stores>();
