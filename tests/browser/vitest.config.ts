import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // One browser and one server at a time: two would compete for the machine and make waits
    // unreliable.
    fileParallelism: false,
    projects: [
      {
        test: {
          name: "browser",
          include: ["test/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // A busy machine takes its time; a test that passes does not wait for it.
          expect: { poll: { timeout: 10_000 } },
        },
      },
      // Tests that need the same servers, and those of what a browser shows.
      "../wire",
      "../../playground/ui",
    ],
  },
});
