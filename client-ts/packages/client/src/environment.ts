/**
 * What this program runs in.
 *
 * @module
 */

declare const process: { readonly env: { readonly NODE_ENV?: string } } | undefined;

/** Whether hints for developers should be printed. */
export function isDevelopment(): boolean {
  return typeof process === "undefined" || process.env.NODE_ENV !== "production";
}
