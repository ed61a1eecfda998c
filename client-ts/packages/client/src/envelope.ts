/**
 * Reading what arrives on a root's channel.
 *
 * @module
 */

import { isRecord } from "./json.js";
import { isStoreId } from "./store-id.js";
import type { ConnectionPatchEnvelope, PushEvent } from "./types/wire.js";

/**
 * Reads the payload of a `patch` message. Lists that are left out count as
 * empty, and a `root_id` or `type` that is left out is taken from the channel;
 * unknown members are ignored.
 *
 * @throws `Error` when the payload is malformed or belongs to another root.
 */
export function readEnvelope(payload: unknown, rootId: string): ConnectionPatchEnvelope {
  if (!isRecord(payload)) throw new Error("the envelope is not an object");
  const { type = "patch", root_id = rootId, base_version, version } = payload;
  if (type !== "patch") throw new Error(`the envelope has type ${JSON.stringify(type)}`);
  if (root_id !== rootId) throw new Error(`the envelope is for root ${JSON.stringify(root_id)}`);
  if (!isVersion(base_version) || !isVersion(version)) {
    throw new Error("the envelope has no versions");
  }
  return {
    type,
    root_id: rootId,
    base_version,
    version,
    ops: listAt(payload, "ops"),
    stream_ops: listAt(payload, "stream_ops"),
    upload_ops: listAt(payload, "upload_ops"),
    events: listAt<PushEvent>(payload, "events").map(readEvent),
  };
}

function isVersion(value: unknown): value is number {
  return Number.isInteger(value);
}

/** The list at `key`; its elements are checked where they are used. */
function listAt<T>(payload: Record<string, unknown>, key: string): readonly T[] {
  const list = payload[key] ?? [];
  if (!Array.isArray(list)) throw new Error(`"${key}" of the envelope is not a list`);
  return list;
}

function readEvent(event: unknown): PushEvent {
  if (isRecord(event)) {
    const { store_id = [], name, payload } = event;
    if (isStoreId(store_id) && typeof name === "string") return { store_id, name, payload };
  }
  throw new Error("the envelope has a malformed event");
}
