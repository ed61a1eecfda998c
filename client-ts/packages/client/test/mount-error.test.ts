import { describe, expect, it } from "vitest";
import { connect, MusubiMountError } from "../src/index.js";
import { MockSocket } from "./support/mock-socket.js";

describe("a mount error", () => {
  it("has the code and the detail of a typed refusal", async () => {
    const socket = new MockSocket();
    const connection = await connect(socket);
    const mounting = connection.mountStore({ module: "Test.Store", id: "alpha" } as never);
    const reply = { reason: "The cart is full.", code: "full", error: { limit: 3 } };
    socket.last().joinPush.reply("error", reply);
    const error = await mounting.catch((error: unknown) => error);
    expect(MusubiMountError.is(error)).toBe(true);
    expect(error).toMatchObject({
      message: "Root join failed: The cart is full.",
      reason: "The cart is full.",
      code: "full",
      detail: { limit: 3 },
      cause: reply,
    });
  });

  it("is recognised across copies of the package", () => {
    const foreign = Object.assign(new Error("x"), { name: "MusubiMountError" });
    expect(MusubiMountError.is(foreign)).toBe(true);
    expect(MusubiMountError.is(new Error("x"))).toBe(false);
  });

  it("gives its message as the reason where the server did not answer", () => {
    const error = new MusubiMountError("Root join timed out");
    expect(error.reason).toBe("Root join timed out");
    expect(error.code).toBeUndefined();
    expect(error.cause).toBeUndefined();
  });
});
