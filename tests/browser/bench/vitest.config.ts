import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  // A page of 100,000 leaves takes its time to be made.
  test: { include: ["*.measure.ts"], testTimeout: 300_000 },
});
