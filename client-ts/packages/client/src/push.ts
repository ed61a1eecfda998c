/**
 * Pushes as promises.
 *
 * @module
 */

import { reasonOf } from "./error-reply.js";
import type { PushLike } from "./types/socket.js";

/** Resolves with the ok reply of a push; rejects with the reason it failed for. */
export function replyTo(push: PushLike): Promise<unknown> {
  return new Promise((resolve, reject) => {
    push
      .receive("ok", resolve)
      .receive("error", (reply) => reject(new Error(reasonOf(reply), { cause: reply })))
      .receive("timeout", () => reject(new Error("timed out")));
  });
}
