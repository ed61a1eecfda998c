/**
 * One text per root and params.
 *
 * @module
 */

import { canonicalStringify } from "./canonical.js";

/**
 * Names what a mount asks for: equal for equal `module`, `id` and params, in
 * whatever order the params are written.
 */
export function storeCacheKey(target: {
  module: string;
  id: string;
  params?: Record<string, unknown> | undefined;
}): string {
  return `${target.id}|${target.module}|${canonicalStringify(target.params ?? null)}`;
}
