import { describe, expect, it } from "vitest";
import { connect } from "../src/index.js";
import { LifecycleSocket, type MockChannel } from "./support/mock-socket.js";
import { type R, ROOT } from "./support/mount.js";

/** Two roots of one connection, whose pages outlive it. */
async function resumable() {
  const socket = new LifecycleSocket();
  const connection = await connect<R>(socket);
  const mount = async (id: string) => {
    const mounting = connection.mountStore({ module: "Test.Store", id });
    const channel = socket.last();
    channel.acceptJoin(channel.rootId, "key");
    channel.state({ ...ROOT, title: "old" });
    return { channel, store: (await mounting).store };
  };
  const [one, two] = [await mount("one"), await mount("two")];
  /** As Phoenix tells of it: the channels first. */
  const close = (code: number) => {
    for (const { channel } of [one, two]) channel.fail();
    socket.fire("close", { code });
    for (const { channel } of [one, two]) channel.resume("key");
  };
  return { one, two, close };
}

function labels(channel: MockChannel): unknown[] {
  return channel.pushes.map(
    ({ payload }) => (payload as { payload: { label?: string } }).payload.label,
  );
}

describe("a connection that the server closes for the size of a message", () => {
  it("fails the largest command alone, and sends the others again", async () => {
    const { one, two, close } = await resumable();
    const small = one.store.dispatchCommand("echo", { label: "a" });
    const large = two.store.dispatchCommand("echo", { label: "x".repeat(100) });
    const after = two.store.dispatchCommand("echo", { label: "b" });
    close(1009);
    await expect(large).rejects.toMatchObject({
      name: "MusubiCommandError",
      kind: "failed",
      code: "too_large",
      detail: undefined,
    });
    expect(labels(one.channel)).toEqual(["a", "a"]);
    expect(labels(two.channel)).toEqual(["x".repeat(100), "b", "b"]);
    one.channel.lastPush().reply("ok", { ok: true, label: "a" });
    two.channel.lastPush().reply("ok", { ok: true, label: "b" });
    expect(await small).toEqual({ ok: true, label: "a" });
    expect(await after).toEqual({ ok: true, label: "b" });
  });

  it("keeps its pages when nothing waits for an answer", async () => {
    const { one, close } = await resumable();
    close(1009);
    one.channel.patch({ ops: [{ op: "replace", path: "/title", value: "new" }] });
    expect(one.store.title).toBe("new");
  });
});

it("sends every command again where the connection is closed for another reason", async () => {
  const { two, close } = await resumable();
  const large = two.store.dispatchCommand("echo", { label: "x".repeat(100) });
  close(1006);
  expect(labels(two.channel)).toEqual(["x".repeat(100), "x".repeat(100)]);
  two.channel.lastPush().reply("ok", { ok: true, label: "" });
  expect(await large).toEqual({ ok: true, label: "" });
});
