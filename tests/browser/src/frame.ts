/**
 * Frames as the proxy sees them: `[join_ref, ref, topic, event, payload]` of Phoenix Channels v2.
 *
 * @module
 */

export interface Frame {
  /** `out` is from the client to the server, `in` the other way. */
  readonly direction: "in" | "out";
  readonly topic: string;
  readonly event: string;
  readonly payload: unknown;
}

/**
 * Reads a text frame; anything that has not the shape of one is `undefined`, and binary frames
 * always are.
 */
export function readFrame(direction: Frame["direction"], text: string): Frame | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts) || parts.length !== 5) return undefined;
  const [, , topic, event, payload] = parts as unknown[];
  if (typeof topic !== "string" || typeof event !== "string") return undefined;
  return { direction, topic, event, payload };
}

/** A predicate for the envelopes of roots, which carry every change of state. */
export function isPatch(frame: Frame): boolean {
  return frame.event === "patch";
}
