/**
 * Reading what arrives on a root's channel.
 *
 * @module
 */

import { isRecord } from "./json.js";
import { isStoreId } from "./store-id.js";
import type { PatchEnvelope, PushEvent } from "./types/wire.js";

/**
 * Reads the payload of a `patch` message. Lists that are left out count as
 * empty, and a `root_id` or `type` that is left out is taken from the channel;
 * unknown members are ignored.
 *
 * @throws `Error` when the payload is malformed or belongs to another root.
 */
export function readEnvelope(payload: unknown, rootId: string): PatchEnvelope {
  if (!isRecord(payload)) return fail("is not an object");
  const { type = "patch", root_id = rootId, base_version, version } = payload;
  if (type !== "patch") return fail(`has type ${JSON.stringify(type)}`);
  if (root_id !== rootId) return fail(`is for root ${JSON.stringify(root_id)}`);
  /** The list at `key`; its elements are checked where they are used. */
  const list = <T>(key: string): readonly T[] => {
    const found = payload[key] ?? [];
    return Array.isArray(found) ? found : fail(`has "${key}", which is not a list`);
  };
  return {
    type,
    // Whether they follow the last ones, and thus whether they are numbers, is for the root to say.
    base_version: base_version as number,
    version: version as number,
    ops: list("ops"),
    stream_ops: list("stream_ops"),
    upload_ops: list("upload_ops"),
    events: list<PushEvent>("events").map(readEvent),
  };
}

function fail(what: string): never {
  throw new Error(`the envelope ${what}`);
}

function readEvent(event: unknown): PushEvent {
  if (isRecord(event)) {
    const { store_id = [], name, payload } = event;
    if (isStoreId(store_id) && typeof name === "string") return { store_id, name, payload };
  }
  return fail("has a malformed event");
}
