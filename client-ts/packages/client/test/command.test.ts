import { describe, expect, it, vi } from "vitest";
import { isCommandError, MusubiCommandError, tryCommand } from "../src/index.js";
import { child, mounted } from "./support/mount.js";

/** What a promise rejects with. */
async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error("it did not reject");
    },
    (error: unknown) => error,
  );
}

describe("dispatching a command", () => {
  it("sends store id, name and payload, and resolves with the reply", async () => {
    const { channel, store } = await mounted({ child: child(["child"]) });
    const reply = store.dispatchCommand("echo", { label: "hello" });
    expect(channel.lastPush().event).toBe("command");
    expect(channel.lastPush().payload).toEqual({
      store_id: [],
      name: "echo",
      payload: { label: "hello" },
    });
    channel.lastPush().reply("ok", { ok: true, label: "hello" });
    expect(await reply).toEqual({ ok: true, label: "hello" });

    const relabel = store.child.dispatchCommand("relabel", { label: "x" });
    expect(channel.lastPush().payload).toMatchObject({ store_id: ["child"], name: "relabel" });
    channel.lastPush().reply("ok", {});
    expect(await relabel).toEqual({});
  });

  it("sends an empty payload when a command takes none", async () => {
    const { channel, store } = await mounted({});
    store.dispatchCommand("clear").catch(() => {});
    expect(channel.lastPush().payload).toEqual({ store_id: [], name: "clear", payload: {} });
  });

  it("rejects with a command error when the server refuses", async () => {
    const { channel, store } = await mounted({ child: child(["child"]) });
    const failing = rejection(store.child.dispatchCommand("relabel", { label: "" }));
    channel.lastPush().reply("error", { reason: "unknown command" });
    const error = await failing;
    expect(MusubiCommandError.is(error)).toBe(true);
    expect(error).toMatchObject({
      kind: "failed",
      command: "relabel",
      storeId: ["child"],
      reply: { reason: "unknown command" },
      code: "unknown command",
      detail: undefined,
      message: 'Command "relabel" failed: unknown command',
    });
  });

  it("rejects with a command error when the server does not answer", async () => {
    const { channel, store } = await mounted({});
    const failing = rejection(store.dispatchCommand("clear"));
    channel.lastPush().reply("timeout");
    expect(await failing).toMatchObject({
      kind: "timeout",
      code: undefined,
      reply: undefined,
      message: 'Command "clear" timed out',
    });
  });

  it("rejects when the push itself throws", async () => {
    const { channel, store } = await mounted({});
    vi.spyOn(channel, "push").mockImplementation(() => {
      throw new Error("push before join");
    });
    await expect(store.dispatchCommand("clear")).rejects.toThrow("push before join");
  });
});

describe("a typed error", () => {
  it("is recognised for its store and command, and narrows by code", async () => {
    const { channel, store } = await mounted({ child: child(["child"]) });
    const failing = rejection(store.dispatchCommand("coupon", { code: "OLD" }));
    channel.lastPush().reply("error", {
      reason: "the coupon has expired",
      code: "expired",
      error: { since: "May" },
    });
    const error = await failing;
    if (!isCommandError(store, "coupon", error)) throw new Error("not recognised");
    expect(error.code === "expired" && error.detail.since).toBe("May");
    expect(isCommandError(store, "rename", error)).toBe(false);
    expect(isCommandError(store.child, "relabel", error)).toBe(false);
    expect(isCommandError(store, "coupon", new Error("coupon"))).toBe(false);
  });
});

describe("trying a command", () => {
  it("resolves with the reply", async () => {
    const { channel, store } = await mounted({});
    const trying = tryCommand(store, "coupon", { code: "TEN" });
    channel.lastPush().reply("ok", { percent: 10 });
    expect(await trying).toEqual({ ok: true, reply: { percent: 10 }, error: null });
  });

  it("resolves with the error of a refusal", async () => {
    const { channel, store } = await mounted({});
    const trying = tryCommand(store, "coupon", { code: "?" });
    channel.lastPush().reply("error", { reason: "no such coupon", code: "unknown", error: null });
    const result = await trying;
    expect(result.ok).toBe(false);
    expect(result.error).toMatchObject({ code: "unknown", detail: null });
  });

  it("resolves with an error that wraps a drop of the connection", async () => {
    const { channel, store } = await mounted({});
    const trying = tryCommand(store, "clear");
    channel.fail();
    const { error } = await trying;
    expect(error).toMatchObject({ kind: "failed", command: "clear", code: "Disconnected" });
    expect((error as Error).cause).toEqual(new Error("Disconnected"));
  });
});
