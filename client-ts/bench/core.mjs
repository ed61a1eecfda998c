/**
 * What the client costs without a framework.
 *
 * @module
 */

import { watch } from "@musubi/client";
import jsonpatch from "fast-json-patch";
import { nanosecondsPer } from "./measure.mjs";
import { mountedPage, tens } from "./page.mjs";

/** How one field of a tree with `10 ** depth` leaves reaches a subscriber that reads the snapshot. */
async function nanosecondsPerField(depth) {
  const { connection, store, send } = await mountedPage({ tree: tens(depth) });
  let last = store.snapshot();
  store.subscribe(() => {
    last = store.snapshot();
  });
  const path = `/tree${"/e".repeat(depth)}/leaf`;
  let value = 0;
  const nanoseconds = nanosecondsPer(() => {
    value += 1;
    send([{ op: "replace", path, value }]);
  });
  if (last?.tree === undefined) throw new Error("the subscriber read nothing");
  await connection.disconnect();
  return nanoseconds;
}

/** The same change by the most used library, to a result that shares nothing with its source. */
function nanosecondsPerFieldOfJsonPatch(depth) {
  let tree = { tree: tens(depth) };
  const path = `/tree${"/e".repeat(depth)}/leaf`;
  let value = 0;
  return nanosecondsPer(() => {
    value += 1;
    tree = jsonpatch.applyPatch(tree, [{ op: "replace", path, value }], false, false).newDocument;
  });
}

/** How many of 1,000 subscribers, each of its own row, one changed field wakes. */
async function wokenSubscribers() {
  const rows = Array.from({ length: 1000 }, (_, id) => ({ id, label: "row" }));
  const { connection, store, send } = await mountedPage({ rows });
  let woken = 0;
  for (const { id } of rows) {
    watch(
      store,
      (snapshot) => snapshot?.rows[id],
      () => {
        woken += 1;
      },
    );
  }
  send([{ op: "replace", path: "/rows/500/label", value: "new" }]);
  const result = woken;
  // The end of the connection empties every row.
  await connection.disconnect();
  return result;
}

/** Every metric of the core. */
export async function coreMetrics() {
  const small = await nanosecondsPerField(2);
  const middle = await nanosecondsPerField(4);
  const large = await nanosecondsPerField(5);
  return {
    "ts.apply_field_10k_ns": middle,
    "ts.apply_vs_fast_json_patch_10k": nanosecondsPerFieldOfJsonPatch(4) / middle,
    "ts.apply_flat_ratio": large / small,
    "ts.woken_subscribers": await wokenSubscribers(),
  };
}
