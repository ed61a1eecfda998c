import { describe, expect, it, vi } from "vitest";
import { MusubiCommandError } from "../src/index.js";

const failed = (reply: unknown) =>
  new MusubiCommandError({ kind: "failed", command: "buy", storeId: ["cart"], reply });

describe("a command error", () => {
  it("has the fields of a failure", () => {
    const error = failed({ code: "sold_out", error: { left: 0 }, reason: "sold out" });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: "MusubiCommandError",
      kind: "failed",
      command: "buy",
      storeId: ["cart"],
      code: "sold_out",
      detail: { left: 0 },
      message: 'Command "buy" failed: sold_out',
    });
  });

  it("has the fields of a timeout", () => {
    const error = new MusubiCommandError({ kind: "timeout", command: "buy", storeId: [] });
    expect(error.code).toBeUndefined();
    expect(error.reply).toBeUndefined();
    expect(error.message).toBe('Command "buy" timed out');
  });

  it.each([
    [{ code: "a", error: "b", reason: "c" }, "a"],
    [{ code: 1, error: "b", reason: "c" }, "b"],
    [{ error: { x: 1 }, reason: "c" }, "c"],
    [{}, undefined],
    [null, undefined],
    ["text", undefined],
    [7, undefined],
    [["code"], undefined],
  ])("takes its code from the first text of code, error and reason: %j", (reply, code) => {
    expect(failed(reply).code).toBe(code);
  });

  it("has a detail only beside a code", () => {
    expect(failed({ error: "text", reason: "r" }).detail).toBeUndefined();
    expect(failed({ code: "c", error: null }).detail).toBeNull();
  });

  it("can be made of replies that JSON cannot hold", () => {
    const circular: Record<string, unknown> = { code: "loop" };
    circular["self"] = circular;
    expect(failed(circular).reply).toBe(circular);
    expect(failed({ amount: 10n }).message).toBe('Command "buy" failed');
  });

  it("keeps its cause", () => {
    const cause = new Error("below");
    const options = { kind: "failed", command: "buy", storeId: [], cause } as const;
    expect(new MusubiCommandError(options).cause).toBe(cause);
    expect("cause" in failed({})).toBe(false);
  });

  it("is recognised across copies of the package", async () => {
    vi.resetModules();
    const copy = await import("../src/index.js");
    expect(copy.MusubiCommandError).not.toBe(MusubiCommandError);
    expect(copy.MusubiCommandError.is(failed({}))).toBe(true);
    expect(MusubiCommandError.is(new Error("other"))).toBe(false);
    expect(MusubiCommandError.is({ name: "MusubiCommandError" })).toBe(false);
  });
});
