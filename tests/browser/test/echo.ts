import { fileURLToPath } from "node:url";
import type { ServerCommand } from "../src/server.js";

/** Runs `echo-server.mjs`. */
export const echo: ServerCommand = {
  program: process.execPath,
  arguments: [fileURLToPath(new URL("./echo-server.mjs", import.meta.url))],
};
