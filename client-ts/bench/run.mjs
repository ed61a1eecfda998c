/**
 * `npm run bench`: what the built TypeScript packages cost, as a table, and as
 * `ts.json` in the folder that `MUSUBI_BENCH_DIR` names.
 *
 * @module
 */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { coreMetrics } from "./core.mjs";
import { reactRenders } from "./react.mjs";
import { sizeMetrics } from "./size.mjs";

const metrics = {
  ...(await coreMetrics()),
  "ts.react_renders": await reactRenders(),
  ...(await sizeMetrics()),
};
for (const [name, value] of Object.entries(metrics)) {
  console.log(`${name.padEnd(34)} ${value.toFixed(2).padStart(12)}`);
}
const folder = process.env["MUSUBI_BENCH_DIR"];
if (folder !== undefined) {
  await writeFile(join(folder, "ts.json"), `${JSON.stringify(metrics, null, 2)}\n`);
}
