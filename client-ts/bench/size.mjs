/**
 * How many bytes an application loads.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const packages = new URL("../packages/", import.meta.url);

/** The bytes of a module with all that it imports, minified and compressed. */
async function gzipBytes(source, external = []) {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: fileURLToPath(packages) },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    define: { "process.env.NODE_ENV": '"production"' },
    external,
    write: false,
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}

/** Every metric of the packages as they are published. */
export async function sizeMetrics() {
  return {
    "ts.client_gzip_bytes": await gzipBytes(`export * from "./client/dist/index.js"`),
    "ts.client_connect_gzip_bytes": await gzipBytes(
      `export { connect } from "./client/dist/index.js"`,
    ),
    "ts.react_gzip_bytes": await gzipBytes(`export * from "./react/dist/index.js"`, [
      "@musubi/client",
      "react",
    ]),
  };
}
