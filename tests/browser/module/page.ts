/**
 * What a page has of the Rust client's face for JavaScript, for the tests: the module of
 * `client-wasm/browser-tests`, and `@musubi/client` beside it.
 *
 * @module
 */

import * as client from "@musubi/client";
import { Socket } from "phoenix";
import type * as Rust from "../../../client-wasm/browser-tests/dist/musubi_client_wasm_browser_tests.js";
import type { Both } from "../src/recorded.js";
import type { Recording } from "../src/rust-module.js";
import { replay } from "./replay.js";

const address = "/rust/musubi_client_wasm_browser_tests.js";
const rust: typeof Rust = await import(/* @vite-ignore */ address);
await rust.default();

const both: Both = {
  open: (name, options) =>
    name === "rust"
      ? rust.connect("/socket", options as never)
      : client.connect(new Socket("/socket"), options),
  async until(holds) {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
  },
};

Object.assign(globalThis, {
  ...both,
  client,
  rust,
  Socket,
  replay: (recording: Recording) => replay(rust, recording),
});
