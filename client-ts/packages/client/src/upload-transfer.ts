/**
 * Getting one file to where it goes.
 *
 * @module
 */

import { isRecord } from "./json.js";
import { replyTo } from "./push.js";
import type { ChannelLike } from "./types/socket.js";
import type { ExternalUploaderArgs } from "./types/upload.js";

/** How a transfer is stopped, and whom it tells how far it is. */
export type Transfer = Pick<ExternalUploaderArgs, "file" | "onProgress" | "signal">;

/**
 * Sends a file over an upload channel, each chunk once the one before it was
 * acknowledged. An empty file is one empty chunk: the server must learn that it
 * is complete. The channel is left in the end, whatever happened.
 *
 * @throws `Error` when the channel is refused or ends, a chunk is refused, or
 * the transfer is aborted.
 */
export async function sendChunks(
  channel: ChannelLike,
  chunkSize: number,
  { file, onProgress, signal }: Transfer,
): Promise<void> {
  const broken = new Promise<never>((_, reject) => {
    channel.onError(() => reject(new Error("the connection was lost")));
    channel.onClose(() => reject(new Error("the channel was closed")));
    signal.addEventListener("abort", () => reject(new Error("the upload was cancelled")));
  });
  // It may well break when nobody waits for it any more.
  broken.catch(() => {});
  try {
    await Promise.race([broken, replyTo(channel.join())]);
    let offset = 0;
    do {
      const bytes = await file.slice(offset, offset + chunkSize).arrayBuffer();
      signal.throwIfAborted();
      const reply = await Promise.race([replyTo(channel.push("chunk", bytes)), broken]);
      offset += chunkSize;
      const percent = isRecord(reply) ? reply["progress"] : undefined;
      if (typeof percent === "number") onProgress(percent);
    } while (offset < file.size);
  } finally {
    channel.leave();
  }
}
