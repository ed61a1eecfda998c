/**
 * How many bytes an application loads.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { transform } from "esbuild";
import { build } from "vite";

const packages = fileURLToPath(new URL("../packages/", import.meta.url));
const target = "es2022";
const ENTRY = "musubi-size-entry";

/**
 * Bundles a program as Vite does for production, and gives the compressed bytes
 * of what it loads to begin with, and of each file that it loads when it needs it.
 */
async function gzipBytes(source, external = []) {
  const [{ output }] = await build({
    configFile: false,
    logLevel: "silent",
    root: packages,
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [
      {
        name: ENTRY,
        enforce: "pre",
        resolveId: (id) => (id.endsWith(ENTRY) ? `${packages}${ENTRY}.js` : undefined),
        load: (id) => (id.endsWith(`${ENTRY}.js`) ? source : undefined),
      },
    ],
    build: {
      write: false,
      target,
      minify: false,
      // What is loaded on demand is then a file without the helper that preloads its imports.
      lib: { entry: ENTRY, formats: ["es"], fileName: "entry" },
      rollupOptions: { external, preserveEntrySignatures: false },
    },
  });
  const sizes = { initial: 0, later: {} };
  const initial = new Set(output.filter(({ isEntry }) => isEntry));
  for (const { imports } of initial) {
    for (const file of output) if (imports.includes(file.fileName)) initial.add(file);
  }
  for (const file of output) {
    const { code } = await transform(file.code, { minify: true, target, format: "esm" });
    const bytes = gzipSync(code, { level: 9 }).length;
    if (initial.has(file)) sizes.initial += bytes;
    else sizes.later[file.name] = bytes;
  }
  return sizes;
}

/** A program that shows one root. */
const MOUNT = `
  import { connect } from "./client/dist/index.js";
  connect(globalThis.socket).then((connection) =>
    connection.mountStore({ module: "Counter", id: "main" }),
  );
`;

/** The same in React, with every hook. */
const REACT = `
  import { createMusubi } from "./react/dist/index.js";
  globalThis.musubi = createMusubi();
`;

/** Every metric of the packages as they are published. */
export async function sizeMetrics() {
  const mount = await gzipBytes(MOUNT);
  const all = await gzipBytes(
    `import * as client from "./client/dist/index.js"; globalThis.client = client;`,
  );
  const react = await gzipBytes(REACT, ["react"]);
  const hooks = await gzipBytes(
    `import * as hooks from "./react/dist/index.js"; globalThis.hooks = hooks;`,
    ["@musubi/client", "react"],
  );
  return {
    "ts.client_gzip_bytes": mount.initial,
    "ts.client_uploads_gzip_bytes": mount.later["uploads"],
    "ts.client_cache_gzip_bytes": mount.later["root-cache"],
    "ts.client_every_export_gzip_bytes": all.initial,
    "ts.react_gzip_bytes": hooks.initial,
    "ts.react_with_client_gzip_bytes": react.initial,
  };
}
