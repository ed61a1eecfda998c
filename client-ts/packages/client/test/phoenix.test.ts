import { Socket } from "phoenix";
import { afterEach, expect, it, vi } from "vitest";
import { connect, type MusubiConnection, tryCommand, waitFor } from "../src/index.js";
import type { R } from "./support/mount.js";
import { PhoenixServer, type ServerChannel } from "./support/phoenix-server.js";

/** A counter page per join: a fresh one starts over, as the reference's do. */
function counterServer() {
  const pages = new Map<string, { channel: ServerChannel; version: number; count: number }>();
  let joins = 0;
  const send = (topic: string, ops: object[]) => {
    const page = pages.get(topic);
    if (page === undefined) return;
    page.version += 1;
    page.channel.push("patch", {
      type: "patch",
      root_id: topic.slice("musubi:connection:".length),
      base_version: page.version - 1,
      version: page.version,
      ops,
      stream_ops: [],
      upload_ops: [],
      events: [],
    });
  };
  const server = new PhoenixServer({
    join: ({ topic, payload }) =>
      payload["id"] === "forbidden"
        ? { status: "error", response: { reason: "unauthorized" } }
        : { status: "ok", response: { root_id: topic.slice("musubi:connection:".length) } },
    joined: (channel) => {
      joins += 1;
      pages.set(channel.topic, { channel, version: 0, count: 0 });
      const value = { __musubi_store_id__: [], title: `page ${joins}`, count: 0 };
      send(channel.topic, [{ op: "replace", path: "", value }]);
    },
    message: ({ topic }, _event, { name }) => {
      const page = pages.get(topic);
      if (page === undefined || name !== "clear") {
        return { status: "error", response: { reason: "unknown command" } };
      }
      page.count += 1;
      queueMicrotask(() => send(topic, [{ op: "replace", path: "/count", value: page.count }]));
      return { status: "ok", response: {} };
    },
  });
  return { server, send };
}

const TOPIC = "musubi:connection:Test.Store:main";
let connection: MusubiConnection<R> | undefined;
let socket: Socket | undefined;

async function open() {
  const { server, send } = counterServer();
  socket = new Socket("ws://test/socket", {
    transport: server.transport,
    reconnectAfterMs: () => 5,
    rejoinAfterMs: () => 5,
  });
  connection = await connect<R>(socket);
  return { server, send, connection, socket };
}

afterEach(async () => {
  vi.restoreAllMocks();
  await connection?.disconnect();
  socket?.disconnect();
});

it("mounts, commands and unmounts over phoenix.js", async () => {
  const { server, connection, socket } = await open();
  const { store, unmount } = await connection.mountStore({ module: "Test.Store", id: "main" });
  expect(connection.status()).toBe("ready");
  expect(store.title).toBe("page 1");
  expect(await store.dispatchCommand("clear")).toEqual({});
  await waitFor(store, (snapshot) => snapshot?.count === 1 || undefined);
  const refused = await tryCommand(store, "echo", { label: "x" });
  expect(refused.error?.code).toBe("unknown command");
  await unmount();
  await vi.waitFor(() => {
    expect(server.received.map(([, , , event]) => event)).toEqual([
      "phx_join",
      "command",
      "command",
      "phx_leave",
    ]);
  });
  expect(socket.isConnected()).toBe(true);
});

it("comes back by itself after the connection is cut", async () => {
  const { server, connection } = await open();
  const statuses: string[] = [];
  connection.onStatusChange((status) => statuses.push(status));
  const { store } = await connection.mountStore({ module: "Test.Store", id: "main" });
  const titles: string[] = [];
  connection.onStatusChange(() => titles.push(store.title));
  server.drop();
  await waitFor(store, (snapshot) => snapshot?.title === "page 2" || undefined);
  await store.dispatchCommand("clear");
  await waitFor(store, (snapshot) => snapshot?.count === 1 || undefined);
  expect(statuses).toEqual(["ready", "reconnecting", "ready"]);
  expect(titles).toEqual(["page 1", "page 1"]);
});

it("comes back by itself after a page crashed", async () => {
  const warn = vi.spyOn(console, "warn");
  const { server, connection } = await open();
  const { store } = await connection.mountStore({ module: "Test.Store", id: "main" });
  const lost = tryCommand(store, "clear");
  server.end(TOPIC, "phx_error");
  await waitFor(store, (snapshot) => snapshot?.title === "page 2" || undefined);
  expect((await lost).error?.code).toBe("Disconnected");
  // What the crashed page still sent does not count as a faulty start of the new one.
  expect(warn).not.toHaveBeenCalled();
});

it("joins afresh after the server closed the channel", async () => {
  const { server, connection } = await open();
  const { store } = await connection.mountStore({ module: "Test.Store", id: "main" });
  server.end(TOPIC, "phx_close");
  await waitFor(store, (snapshot) => snapshot?.title === "page 2" || undefined);
  expect(await store.dispatchCommand("clear")).toEqual({});
});

it("joins afresh after an envelope that does not fit", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const { server, send, connection } = await open();
  const { store } = await connection.mountStore({ module: "Test.Store", id: "main" });
  send(TOPIC, [{ op: "remove", path: "/nothing" }]);
  await waitFor(store, (snapshot) => snapshot?.title === "page 2" || undefined);
  expect(
    server.received
      .map(([, , , event]) => event)
      .slice(1, 3)
      .sort(),
  ).toEqual(["phx_join", "phx_leave"]);
  expect(await store.dispatchCommand("clear")).toEqual({});
});

it("reports a refused mount, and does not ask again", async () => {
  const { server, connection } = await open();
  await expect(connection.mountStore({ module: "Test.Store", id: "forbidden" })).rejects.toThrow(
    "Root join failed: unauthorized",
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(server.received.filter(([, , , event]) => event === "phx_join")).toHaveLength(1);
});
