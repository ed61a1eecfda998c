/**
 * Fails when the packages grow beyond what they may: more bytes are to be a
 * decision, and this is the place where it is made.
 *
 * @module
 */

import { sizeMetrics } from "./size.mjs";

/** Bytes that a browser loads, minified and compressed. */
const LIMITS = {
  "ts.client_gzip_bytes": 15_000,
  "ts.client_connect_gzip_bytes": 14_000,
  "ts.react_gzip_bytes": 3_500,
};

const sizes = await sizeMetrics();
for (const [name, limit] of Object.entries(LIMITS)) {
  console.log(`${name}: ${sizes[name]} of ${limit}`);
  if (sizes[name] > limit) process.exitCode = 1;
}
