import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const alias = {
  "@musubi/client": fileURLToPath(new URL("packages/client/src/index.ts", import.meta.url)),
};

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "client",
          include: ["packages/client/test/**/*.test.ts"],
          environment: "node",
        },
      },
      {
        resolve: { alias },
        test: {
          name: "react",
          include: ["packages/react/test/**/*.test.{ts,tsx}"],
          environment: "jsdom",
          // The finaliser of abandoned Suspense renders is tested with real collections.
          execArgv: ["--expose-gc"],
        },
      },
    ],
  },
});
