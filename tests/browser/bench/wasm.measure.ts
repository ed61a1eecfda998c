/**
 * What the Rust client costs in a browser, as a table, and as `wasm.json` in the folder that
 * `MUSUBI_BENCH_DIR` names: `cargo xtask bench`, which builds the modules before.
 *
 * @module
 */

import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Rollup } from "vite";
import { expect } from "vitest";
import { repositoryRoot } from "../src/repository.js";
import { test } from "../src/test.js";

type Metrics = Record<string, number>;

const ORIGIN = "http://bench.test";

test("what the Rust client costs", async ({ browser }) => {
  const page = await browser.newPage();
  const script = await bundle();
  await page.route(`${ORIGIN}/**`, (route) => {
    const name = basename(new URL(route.request().url()).pathname);
    if (name === "page")
      return route.fulfill({ contentType: "text/html", body: "<!doctype html>" });
    if (name === "page.js") return route.fulfill({ contentType: "text/javascript", body: script });
    return route.fulfill({ path: join(repositoryRoot, "client-wasm/bench/dist", name) });
  });
  await page.goto(`${ORIGIN}/page`);
  await page.addScriptTag({ url: `${ORIGIN}/page.js`, type: "module" });
  const measured = await page.evaluate(
    (module) =>
      (globalThis as unknown as { measure(module: string): Promise<Metrics> }).measure(module),
    `${ORIGIN}/musubi_client_wasm_bench.js`,
  );
  const metrics: Metrics = {
    ...measured,
    "wasm.counter_gzip_bytes": await download("examples/counter/wasm/dist/musubi_counter_wasm"),
    "wasm.js_gzip_bytes": await download("examples/counter/js/dist/musubi_counter_js"),
    "wasm.cart_leptos_gzip_bytes": await download("examples/cart/wasm/dist/musubi_cart_wasm"),
  };
  for (const [name, value] of Object.entries(metrics)) {
    console.log(`${name.padEnd(34)} ${value.toFixed(2).padStart(12)}`);
    expect(value, name).toBeGreaterThan(0);
  }
  const folder = process.env["MUSUBI_BENCH_DIR"];
  if (folder !== undefined) {
    await writeFile(join(folder, "wasm.json"), `${JSON.stringify(metrics, null, 2)}\n`);
  }
});

/** The script of the page, as Vite makes it for production. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      target: "es2022",
      rollupOptions: {
        input: fileURLToPath(new URL("page.ts", import.meta.url)),
        output: { inlineDynamicImports: true },
      },
    },
  });
  const { output } = (Array.isArray(built) ? built[0] : built) as Rollup.RollupOutput;
  const script = output.find((file) => file.type === "chunk" && file.isEntry);
  if (script?.type !== "chunk") throw new Error("the page has no entry");
  return script.code;
}

/** The compressed bytes of a module, and of the JavaScript that loads it. */
async function download(module: string): Promise<number> {
  const files = [`${module}_bg.wasm`, `${module}.js`];
  const read = async (file: string): Promise<number> =>
    gzipSync(await readFile(join(repositoryRoot, file)), { level: 9 }).length;
  const [wasm = 0, script = 0] = await Promise.all(files.map(read));
  return wasm + script;
}
