import type { Request } from "../traffic";
import { isObject } from "../types/values";
import { Arrow, Bytes, Time } from "./units";

/** A message of this client, and how it was answered. */
export function RequestRow({ request }: { request: Request }) {
  const { reply } = request;
  return (
    <div className="line">
      <Arrow direction="out" />
      <span className="what">
        <strong>{titleOf(request)}</strong> <code>{detailOf(request)}</code>
      </span>
      {reply ? (
        <span className={reply.ok ? "tag ok" : "tag error"}>
          {reply.ok ? "ok" : codeOf(reply.response)} {reply.after} ms
        </span>
      ) : (
        <span className="tag">…</span>
      )}
      <Bytes count={request.bytes + (reply?.bytes ?? 0)} />
      <Time at={request.at} />
    </div>
  );
}

function titleOf({ event, payload }: Request): string {
  if (event === "command" && isObject(payload)) return String(payload["name"]);
  return event.replace(/^phx_/, "");
}

function detailOf({ event, payload }: Request): string {
  if (!isObject(payload)) return "";
  if (event === "phx_join") return JSON.stringify(payload["params"]);
  if (event === "phx_leave") return "";
  return JSON.stringify(payload["payload"] ?? payload);
}

function codeOf(response: unknown): string {
  if (!isObject(response)) return "error";
  return String(response["code"] ?? response["reason"] ?? "error");
}
