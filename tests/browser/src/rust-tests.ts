/**
 * Runs tests that are written in Rust, in a page of a server.
 *
 * They are the `#[wasm_bindgen_test]`s of `client-wasm/browser-tests`, as `cargo xtask test` builds
 * them.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Page } from "playwright-core";
import { repositoryRoot } from "./repository.js";

const FOLDER = join(repositoryRoot, "client-wasm/browser-tests/dist");
const MODULE = "musubi_client_wasm_browser_tests";

/** What the name of an exported test begins with. */
const TEST = "__wbgt_";

/** How long the tests of one module may take, in milliseconds. */
const LIMIT = 50_000;

/** What tests in a page ask of whoever opened it, each a global function there. */
export type Helpers = Readonly<Record<string, (text: string) => unknown>>;

/** The modules that have tests. */
export async function rustTestModules(): Promise<string[]> {
  const compiled = await WebAssembly.compile(await readFile(join(FOLDER, `${MODULE}_bg.wasm`)));
  const tests = WebAssembly.Module.exports(compiled).filter(({ name }) => name.startsWith(TEST));
  return [...new Set(tests.map(({ name }) => name.split("::")[1] ?? ""))].sort();
}

/**
 * Runs the tests of one module in a page at `url`, which is one of `rustTestPage`, and gives their
 * report: that of `cargo test`. It ends where the time did.
 */
export async function runRustTests(
  page: Page,
  url: string,
  helpers: Helpers = {},
): Promise<string> {
  for (const [name, helper] of Object.entries(helpers)) await page.exposeFunction(name, helper);
  await page.route("**/rust/*", (route) => {
    const name = basename(new URL(route.request().url()).pathname);
    return route.fulfill({ path: join(FOLDER, name) });
  });
  await page.goto(url);
  const ended = page.getByText(/^test result: /m).waitFor({ timeout: LIMIT });
  await ended.catch(() => undefined);
  return (await page.locator("#output").textContent()) ?? "";
}

/** A page that runs the tests of one module, as the harness of `wasm-bindgen-test` wants it. */
export function rustTestPage(module: string): string {
  return `<!doctype html><title>${module}</title>
    <pre id="output"></pre>
    <script type="module">
      import load, * as rust from "/rust/${MODULE}.js";
      const exports = await load();
      const tests = Object.keys(exports).filter((name) => name.startsWith("${TEST}"));
      const chosen = tests.filter((name) => name.includes("::${module}::"));
      globalThis.__wbg_test_invoke = (test) => test();
      // The report of a test that fails has what it printed.
      for (const kind of ["debug", "log", "info", "warn", "error"]) {
        console[kind] = (...words) => rust["__wbgtest_console_" + kind](words);
      }
      const context = new rust.WasmBindgenTestContext(false);
      context.filtered_count(tests.length - chosen.length);
      await context.run(chosen.map((name) => exports[name]));
    </script>`;
}
