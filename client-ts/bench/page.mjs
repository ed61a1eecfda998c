/**
 * A mounted root without a server.
 *
 * @module
 */

import { connect } from "@musubi/client";

/** A page whose envelopes the benchmark sends. */
export async function mountedPage(fields) {
  const handlers = new Map();
  const callbacks = new Map();
  const push = {
    receive(status, callback) {
      callbacks.set(status, callback);
      return push;
    },
  };
  const channel = {
    on: (event, callback) => handlers.set(event, callback),
    onClose() {},
    onError() {},
    join: () => push,
    push: () => push,
    leave() {},
  };
  const connection = await connect({ connect() {}, channel: () => channel });
  const mounting = connection.mountStore({ module: "Bench", id: "1" });
  callbacks.get("ok")({ root_id: "Bench:1" });
  let version = 0;
  const send = (ops) => {
    version += 1;
    const base_version = version - 1;
    const lists = { ops, stream_ops: [], upload_ops: [], events: [] };
    handlers.get("patch")({ type: "patch", root_id: "Bench:1", base_version, version, ...lists });
  };
  send([{ op: "replace", path: "", value: { __musubi_store_id__: [], ...fields } }]);
  const { store } = await mounting;
  return { connection, store, send };
}

/** An object tree with `10 ** depth` leaves. */
export function tens(depth) {
  if (depth === 0) return { leaf: 0 };
  return Object.fromEntries([..."abcdefghij"].map((key) => [key, tens(depth - 1)]));
}
