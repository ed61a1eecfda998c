import { describe, expect, it, vi } from "vitest";
import { connect } from "../src/index.js";
import { LifecycleSocket, MockSocket } from "./support/mock-socket.js";
import { mounted, type R, ROOT } from "./support/mount.js";

describe("the status of a connection", () => {
  it("is connecting, and ready from the first time the socket opens", async () => {
    const socket = new LifecycleSocket();
    const connection = await connect<R>(socket);
    const heard = vi.fn();
    connection.onStatusChange(heard);
    expect(connection.status()).toBe("connecting");
    socket.fire("open");
    socket.fire("open");
    expect(connection.status()).toBe("ready");
    expect(heard.mock.calls).toEqual([["ready"]]);
  });

  it("is ready at once when the socket is open already", async () => {
    const socket = Object.assign(new LifecycleSocket(), { isConnected: () => true });
    expect((await connect<R>(socket)).status()).toBe("ready");
  });

  it("stays connecting while the first attempt fails", async () => {
    const socket = new LifecycleSocket();
    const connection = await connect<R>(socket);
    const heard = vi.fn();
    connection.onStatusChange(heard);
    socket.fire("error");
    socket.fire("close");
    expect(connection.status()).toBe("connecting");
    expect(heard).not.toHaveBeenCalled();
  });

  it("goes to reconnecting with a drop, while the last good state stays", async () => {
    const socket = new LifecycleSocket();
    const { connection, channel, store } = await mounted({ title: "kept" }, socket);
    socket.fire("open");
    const heard = vi.fn();
    connection.onStatusChange(heard);
    channel.fail();
    socket.fire("close");
    expect(connection.status()).toBe("reconnecting");
    expect(store.title).toBe("kept");
    expect(store.snapshot()).toEqual({ ...ROOT, title: "kept" });
    socket.fire("open");
    expect(heard.mock.calls).toEqual([["reconnecting"], ["ready"]]);
  });

  it("tells of an edge once, however many errors follow", async () => {
    const socket = new LifecycleSocket();
    const connection = await connect<R>(socket);
    socket.fire("open");
    const heard = vi.fn();
    connection.onStatusChange(heard);
    socket.fire("error");
    socket.fire("close");
    socket.fire("error");
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it("is not told to who unsubscribed", async () => {
    const socket = new LifecycleSocket();
    const connection = await connect<R>(socket);
    const heard = vi.fn();
    connection.onStatusChange(heard)();
    socket.fire("open");
    expect(connection.status()).toBe("ready");
    expect(heard).not.toHaveBeenCalled();
  });

  it("is always ready where the socket has no lifecycle hooks", async () => {
    expect((await connect<R>(new MockSocket())).status()).toBe("ready");
  });

  it("lets go of the socket on disconnect", async () => {
    const socket = new LifecycleSocket();
    const connection = await connect<R>(socket);
    const heard = vi.fn();
    connection.onStatusChange(heard);
    await connection.disconnect();
    expect(socket.offCalls).toEqual([["open-1", "close-1", "error-1"]]);
    socket.fire("open");
    expect(connection.status()).toBe("connecting");
    expect(heard).not.toHaveBeenCalled();
  });
});
