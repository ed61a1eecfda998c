/**
 * RFC 6901 JSON pointers, the `path` of every patch operation.
 *
 * @module
 */

/**
 * Splits a JSON pointer into its unescaped reference tokens: `"/a~1b/0"` gives
 * `["a/b", "0"]`, and `""` (the whole document) gives `[]`.
 *
 * @throws `Error` when the pointer is no text, is neither empty nor starts with
 * `/`, or holds a `~` that is not followed by `0` or `1`.
 */
export function parsePointer(pointer: string): string[] {
  if (pointer === "") return [];
  if (typeof pointer !== "string" || !pointer.startsWith("/") || /~(?![01])/.test(pointer)) {
    throw new Error(`Invalid JSON pointer: ${String(pointer)}`);
  }
  const tokens = pointer.slice(1).split("/");
  if (!pointer.includes("~")) return tokens;
  return tokens.map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}
