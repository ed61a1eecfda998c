/**
 * Pages that only the tests have.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { build, type Rollup } from "vite";
import type { NetworkProxy } from "./proxy.js";

/**
 * Bundles `fixtures/<name>.tsx`, or the file that is named, and has `proxy` serve it, so that it
 * has the server's origin; gives the path of the page.
 */
export async function servePage(
  proxy: NetworkProxy,
  name: string,
  file = `fixtures/${name}.tsx`,
): Promise<string> {
  const input = fileURLToPath(new URL(`../${file}`, import.meta.url));
  const built = await build({
    configFile: false,
    logLevel: "error",
    esbuild: { jsx: "automatic" },
    // StrictMode does its double work in development only.
    mode: "development",
    define: { "process.env.NODE_ENV": '"development"' },
    build: { write: false, minify: false, target: "es2022", rollupOptions: { input } },
  });
  const { output } = (Array.isArray(built) ? built[0] : built) as Rollup.RollupOutput;
  const chunks = output.filter((file) => file.type === "chunk");
  const entry = chunks.find(({ isEntry }) => isEntry);
  if (entry === undefined) throw new Error(`${name} has no entry`);
  for (const { fileName, code } of chunks) proxy.serve(`/${fileName}`, "text/javascript", code);
  proxy.serve(
    `/${name}`,
    "text/html",
    `<!doctype html><title>${name}</title><div id="root"></div>` +
      `<script type="module" src="/${entry.fileName}"></script>`,
  );
  return `/${name}`;
}
