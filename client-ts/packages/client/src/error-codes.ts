/**
 * The codes that do not belong to any one command.
 *
 * @module
 */

/**
 * What `code` of a command error may hold besides the codes that the command
 * declares: what the server says of a faulty call, as a code or as one of the
 * texts of older servers, and what this client says of a call that got no
 * answer. A newer server may know more; keep a default branch where you list
 * them.
 */
export const PROTOCOL_ERROR_CODES = [
  "invalid_payload",
  "invalid_reply",
  "reply_lost",
  "timeout",
  "too_large",
  "too_many_requests",
  "internal error",
  "missing required field",
  "unauthorized",
  "unknown command",
  "unknown root",
  "unknown store",
  "unmatched topic",
  "Disconnected",
  "Invalid patch envelope",
  "Store is not connected",
  "Unmounted",
  "Version mismatch",
] as const;
