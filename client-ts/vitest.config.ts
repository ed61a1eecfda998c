import { fileURLToPath } from "node:url";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

const client = {
  find: "@musubi/client",
  replacement: path("packages/client/src/index.ts"),
};

/** Milliseconds; property tests on a busy machine take their time. */
const testTimeout = 60_000;

/** The tests of the hooks, with the React that `alias` leads to. */
function react(major: string, alias: { find: RegExp; replacement: string }[]) {
  return {
    resolve: { alias: [client, ...alias] },
    test: {
      name: `react-${major}`,
      testTimeout,
      env: { REACT_MAJOR: major },
      include: ["packages/react/test/**/*.test.{ts,tsx}"],
      environment: "jsdom",
      setupFiles: [path("packages/react/test/support/setup.ts")],
      // Most of the time goes into making documents, and the tests clean up after themselves.
      isolate: false,
      // The finaliser of abandoned Suspense renders is tested with real collections.
      execArgv: ["--expose-gc"],
    },
  } satisfies TestProjectConfiguration;
}

export default defineConfig({
  root: path("."),
  test: {
    projects: [
      {
        resolve: { alias: [client] },
        test: { name: "client", include: ["packages/client/test/**/*.test.ts"], testTimeout },
      },
      {
        // What is published must do what its source does.
        resolve: {
          alias: [
            {
              find: /^(?:\.\.\/)+src\/(.*)\.js$/,
              replacement: path("packages/client/dist/$1.js"),
            },
          ],
        },
        test: {
          name: "client-built",
          include: [
            "cache",
            "connect",
            "fixtures",
            "optimistic",
            "optimistic-model",
            "phoenix",
            "upload",
          ].map((concept) => `packages/client/test/${concept}.test.ts`),
          testTimeout,
        },
      },
      react("19", []),
      react("18", [
        {
          // The testing library must meet the same React as the hooks.
          find: /^((?:react|react-dom|@testing-library\/react)(?:\/.*)?)$/,
          replacement: path("react-versions/18/node_modules/$1"),
        },
      ]),
    ],
  },
});
