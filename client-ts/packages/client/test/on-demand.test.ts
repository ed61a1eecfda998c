import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MockSocket } from "./support/mock-socket.js";
import { type R, ROOT } from "./support/mount.js";
import { added, CONFIG } from "./support/uploads.js";

/** What stands in the way of a file that is loaded on demand. */
type Obstacle = () => Promise<void>;

let loads = 0;
let obstacle: Obstacle = async () => {};

beforeEach(() => {
  loads = 0;
  obstacle = async () => {};
  vi.resetModules();
  for (const path of ["../src/uploads.js", "../src/root-cache.js"]) {
    vi.doMock(path, async (importOriginal) => {
      loads += 1;
      await obstacle();
      return importOriginal();
    });
  }
});

afterEach(() => {
  vi.doUnmock("../src/uploads.js");
  vi.doUnmock("../src/root-cache.js");
  vi.restoreAllMocks();
});

const SLOT = { __musubi_upload__: "avatar" };

/** A mount of a program that loaded nothing on demand yet. */
async function fresh(fields: object, cache?: object) {
  // The index names everything; a bundler leaves out what a program does not use.
  const { connect } = await import("../src/connect.js");
  const socket = new MockSocket();
  const connection = await connect<R>(socket);
  const mounting = connection.mountStore({ module: "Test.Store", id: "alpha", cache });
  const channel = socket.last();
  channel.start({ ...ROOT, title: "a", ...fields });
  return { connection, channel, mounting };
}

/** An obstacle that stays until it is called off. */
function held(): { obstacle: Obstacle; release: () => void } {
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { obstacle: () => gate, release };
}

describe("a program that neither uploads nor caches", () => {
  it("loads nothing later", async () => {
    const { channel, mounting } = await fresh({});
    await mounting;
    channel.patch({ ops: [{ op: "replace", path: "/title", value: "b" }] });
    await vi.dynamicImportSettled();
    expect(loads).toBe(0);
  });
});

describe("the first upload", () => {
  it("is there when the mount is", async () => {
    const gate = held();
    obstacle = gate.obstacle;
    const { channel, mounting } = await fresh({ avatar: SLOT });
    channel.patch({ upload_ops: [CONFIG] });
    const mounted = vi.fn();
    void mounting.then(mounted);
    await vi.waitFor(() => expect(loads).toBe(1));
    expect(mounted).not.toHaveBeenCalled();
    gate.release();
    const { store } = await mounting;
    expect(store.avatar.config.maxEntries).toBe(2);
  });

  it("reads idle until its code is there, and then as the server said meanwhile", async () => {
    const gate = held();
    obstacle = gate.obstacle;
    const { channel, mounting } = await fresh({});
    const { store } = await mounting;
    channel.patch({
      ops: [{ op: "add", path: "/avatar", value: SLOT }],
      upload_ops: [CONFIG, added("u1")],
    });
    const { avatar } = store;
    expect(avatar).toMatchObject({ isIdle: true, status: "idle", entries: [], progress: 0 });
    expect(store.snapshot()?.avatar).toMatchObject({ isIdle: true });
    // There is nothing to send or to give up yet.
    await Promise.all([avatar.start(), avatar.cancel(), avatar.reset()]);
    const heard = vi.fn();
    store.subscribe(heard);
    channel.patch({ ops: [{ op: "replace", path: "/title", value: "b" }] });
    gate.release();
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(2));
    expect(store.snapshot()?.avatar.entries.map(({ ref }) => ref)).toEqual(["u1"]);
    // What was taken from the proxy before reads through as well.
    expect(avatar.config.maxEntries).toBe(2);
  });

  it("can be chosen before its code is there", async () => {
    const gate = held();
    obstacle = gate.obstacle;
    const { channel, mounting } = await fresh({});
    const { store } = await mounting;
    channel.patch({ ops: [{ op: "add", path: "/avatar", value: SLOT }], upload_ops: [CONFIG] });
    const selecting = store.avatar.select([new File(["x"], "a.png")]);
    gate.release();
    await vi.waitFor(() => expect(channel.pushes).toHaveLength(1));
    expect(store.avatar.isSelecting).toBe(true);
    const entries = { 0: { type: "channel", entry_ref: "u1", token: "t" } };
    channel.lastPush().reply("ok", { config: CONFIG, entries, errors: [] });
    expect(await selecting).toMatchObject([{ ref: "u1", clientName: "a.png" }]);
  });

  it("tells whoever chooses a file that its code cannot be loaded, and tries again", async () => {
    obstacle = () => Promise.reject(new Error("offline"));
    const { channel, mounting } = await fresh({ avatar: SLOT });
    const { store } = await mounting;
    channel.patch({ upload_ops: [CONFIG] });
    await expect(store.avatar.select([new File(["x"], "a.png")])).rejects.toThrow();
    expect(channel.pushes).toEqual([]);
    expect(store.title).toBe("a");
    obstacle = async () => {};
    store.avatar.select([new File(["x"], "a.png")]).catch(() => {});
    await vi.waitFor(() => expect(channel.pushes).toHaveLength(1));
    expect(store.avatar.config.maxEntries).toBe(2);
  });
});

describe("the first cache", () => {
  it("that cannot be loaded is a warning and a mount without it, and is tried again", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    obstacle = () => Promise.reject(new Error("offline"));
    const { connection, channel, mounting } = await fresh({}, {});
    const { store, unmount } = await mounting;
    expect(store.title).toBe("a");
    await vi.waitFor(() => expect(warn).toHaveBeenCalledTimes(1));
    expect(warn.mock.calls[0]?.[0]).toContain("cache could not be loaded");
    await unmount();
    obstacle = async () => {};
    const initialData = { ...ROOT, title: "seed" };
    const again = await connection.mountStore({
      module: "Test.Store",
      id: "alpha",
      cache: { initialData },
    });
    expect(again.fromCache).toBe(true);
    expect(again.store.title).toBe("seed");
    expect(channel.left).toBe(true);
  });

  it("has the state that came before its code", async () => {
    const { createMemoryPersister } = await import("../src/cache-persisters.js");
    const gate = held();
    obstacle = gate.obstacle;
    const persister = createMemoryPersister();
    const read = vi.spyOn(persister, "getEntry");
    const { mounting } = await fresh({}, { persister });
    const { unmount } = await mounting;
    gate.release();
    await vi.waitFor(() => expect(read).toHaveBeenCalled());
    await unmount();
    expect(persister.getEntry("alpha|Test.Store|null")).toMatchObject({ data: { title: "a" } });
  });
});
