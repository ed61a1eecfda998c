import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type CacheOptions,
  connect,
  createMemoryPersister,
  createStorageCachePersister,
  type MusubiCacheEntry,
  type MusubiCachePersister,
  type MusubiConnection,
  type StorageLike,
  storeCacheKey,
} from "../src/index.js";
import { MockSocket } from "./support/mock-socket.js";
import { child, type R, ROOT } from "./support/mount.js";

const KEY = "alpha|Test.Store|null";
const state = (title: string) => ({ ...ROOT, title });
const warn = vi.spyOn(console, "warn");

// The code of caches is loaded at its first use.
beforeAll(async () => {
  await import("../src/root-cache.js");
});

beforeEach(() => {
  vi.useFakeTimers();
  warn.mockClear().mockImplementation(() => {});
});

afterEach(() => {
  vi.useRealTimers();
});

/** The storage of a browser, with as much room as the test leaves it. */
class FakeStorage implements StorageLike {
  readonly items = new Map<string, string>();
  isFull = false;

  get length(): number {
    return this.items.size;
  }
  key(index: number): string | null {
    return [...this.items.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    if (this.isFull) throw new Error("QuotaExceededError");
    this.items.set(key, value);
  }
  removeItem(key: string): void {
    this.items.delete(key);
  }
}

const mount = (connection: MusubiConnection<R>, cache?: CacheOptions) =>
  connection.mountStore({ module: "Test.Store", id: "alpha", cache });

/** A persister that holds one entry, written `age` milliseconds ago. */
function holding(data: unknown, { age = 0, buster = "" } = {}): MusubiCachePersister {
  const persister = createMemoryPersister();
  void persister.setEntry(KEY, { data, updatedAt: Date.now() - age, buster });
  return persister;
}

/** What a promise has come to by now. */
async function outcomeOf(promise: Promise<unknown>): Promise<"pending" | "done" | "failed"> {
  let outcome: "pending" | "done" | "failed" = "pending";
  promise.then(
    () => {
      outcome = "done";
    },
    () => {
      outcome = "failed";
    },
  );
  await vi.advanceTimersByTimeAsync(0);
  return outcome;
}

async function connected() {
  const socket = new MockSocket();
  return { socket, connection: await connect<R>(socket) };
}

describe("a mount with a cache", () => {
  it("waits for the server when there is no entry", async () => {
    const { socket, connection } = await connected();
    const mounting = mount(connection, {});
    expect(await outcomeOf(mounting)).toBe("pending");
    socket.last().start(state("live"));
    const mounted = await mounting;
    expect(mounted).toMatchObject({ fromCache: false, isFetching: false });
    await mounted.revalidated;
  });

  it("shows the last state at once, and the server's when that comes", async () => {
    const { socket, connection } = await connected();
    const first = mount(connection, {});
    socket.last().start(state("old"));
    await (await first).unmount;
    const unmounting = (await first).unmount();
    await vi.advanceTimersByTimeAsync(0);
    await unmounting;

    const again = await mount(connection, {});
    expect(again).toMatchObject({ fromCache: true, isFetching: true });
    expect(again.store.title).toBe("old");
    expect(await outcomeOf(again.revalidated)).toBe("pending");
    const listener = vi.fn();
    again.store.subscribe(listener);
    socket.last().start(state("new"));
    expect(listener).toHaveBeenCalledTimes(1);
    expect(again.store.title).toBe("new");
    await again.revalidated;
    expect(again.isFetching).toBe(false);
  });

  it("wakes nobody when the server says the same", async () => {
    const { socket, connection } = await connected();
    const { store } = await mount(connection, { persister: holding(state("same")) });
    const before = store.snapshot();
    const listener = vi.fn();
    store.subscribe(listener);
    socket.last().start(state("same"));
    expect(listener).not.toHaveBeenCalled();
    expect(store.snapshot()).toBe(before);
  });

  it("is only as fast as its persister: a server that is faster wins", async () => {
    const { socket, connection } = await connected();
    let give: (entry: MusubiCacheEntry) => void = () => {};
    const slow: MusubiCachePersister = {
      ...createMemoryPersister(),
      getEntry: () => new Promise((resolve) => (give = resolve)),
    };
    const mounting = mount(connection, { persister: slow });
    socket.last().start(state("live"));
    give({ data: state("old"), updatedAt: Date.now(), buster: "" });
    const mounted = await mounting;
    await vi.advanceTimersByTimeAsync(0);
    expect(mounted.store.title).toBe("live");
    expect(mounted.fromCache).toBe(false);
  });

  it("shares its seed with a second mount", async () => {
    const { connection } = await connected();
    await mount(connection, { persister: holding(state("old")) });
    const second = await mount(connection);
    expect(second.store.title).toBe("old");
    expect(second.isFetching).toBe(true);
  });

  it.each([
    ["older than gcTime", { age: 5001 }],
    ["of another buster", { buster: "v1" }],
  ])("does not use an entry that is %s, and removes it", async (_, entry) => {
    const { connection } = await connected();
    const persister = holding(state("old"), entry);
    const removeEntry = vi.spyOn(persister, "removeEntry");
    const mounting = mount(connection, { persister, gcTime: 5000 });
    expect(await outcomeOf(mounting)).toBe("pending");
    expect(removeEntry).toHaveBeenCalledExactlyOnceWith(KEY);
  });

  it("does not use what is no state of a root", async () => {
    const { connection } = await connected();
    for (const data of [null, "text", { title: "no store" }]) {
      const mounting = mount(connection, { persister: holding(data) });
      expect(await outcomeOf(mounting)).toBe("pending");
    }
  });

  it("mounts cold when the persister fails", async () => {
    const { socket, connection } = await connected();
    const persister: MusubiCachePersister = {
      ...createMemoryPersister(),
      getEntry: () => Promise.reject(new Error("broken")),
    };
    const mounting = mount(connection, { persister });
    expect(await outcomeOf(mounting)).toBe("pending");
    socket.last().start(state("live"));
    expect((await mounting).fromCache).toBe(false);
    expect(warn.mock.calls[0]?.[0]).toContain("could not be read");
  });

  it("starts from initialData when there is no entry, and keeps that", async () => {
    const { connection } = await connected();
    const persister = createMemoryPersister();
    const mounted = await mount(connection, { persister, initialData: state("initial") });
    expect(mounted.fromCache).toBe(true);
    expect(mounted.store.title).toBe("initial");
    expect(persister.getEntry(KEY)).toMatchObject({ data: state("initial") });
  });

  it("shows streams as empty until the server sends them", async () => {
    const { connection } = await connected();
    const tree = { ...ROOT, users: { __musubi_stream__: "users" }, child: child(["child"]) };
    const { store } = await mount(connection, { persister: holding(tree) });
    expect(store.users).toEqual([]);
    expect(store.child.label).toBe("child");
  });

  it("keeps the cached state when the server refuses the root", async () => {
    const { socket, connection } = await connected();
    vi.spyOn(console, "error").mockImplementation(() => {});
    const mounted = await mount(connection, { persister: holding(state("old")) });
    socket.last().joinPush.reply("error", { reason: "unauthorized" });
    await expect(mounted.revalidated).rejects.toThrow("unauthorized");
    expect(mounted.isFetching).toBe(false);
    expect(mounted.store.title).toBe("old");
  });

  it("is no different without the option", async () => {
    const { socket, connection } = await connected();
    const mounting = mount(connection);
    socket.last().start(state("live"));
    expect(await mounting).toMatchObject({ fromCache: false, isFetching: false });
  });
});

describe("a command while the state is from the cache", () => {
  it("is sent once the server is there", async () => {
    const { socket, connection } = await connected();
    const { store } = await mount(connection, { persister: holding(state("old")) });
    const reply = store.dispatchCommand("rename", { title: "x" });
    await vi.advanceTimersByTimeAsync(0);
    expect(socket.last().pushes).toEqual([]);
    socket.last().start(state("live"));
    await vi.advanceTimersByTimeAsync(0);
    expect(socket.last().lastPush().payload).toMatchObject({ name: "rename" });
    socket.last().lastPush().reply("ok", {});
    expect(await reply).toEqual({});
  });

  it("rejects where too many wait already", async () => {
    const { socket, connection } = await connected();
    const { store } = await mount(connection, { persister: holding(state("old")) });
    const send = (number: number) => store.dispatchCommand("rename", { title: `${number}` });
    const replies = Array.from({ length: 32 }, (_, number) => send(number));
    await expect(send(32)).rejects.toThrow("too_many_requests");
    socket.last().start(state("live"));
    await vi.advanceTimersByTimeAsync(0);
    expect(socket.last().pushes).toHaveLength(32);
    for (const push of socket.last().pushes) push.reply("ok", {});
    await Promise.all(replies);
    void send(33).catch(() => {});
    expect(socket.last().pushes).toHaveLength(33);
  });

  it("rejects when the connection ends before", async () => {
    const { connection } = await connected();
    const { store } = await mount(connection, { persister: holding(state("old")) });
    const reply = store.dispatchCommand("rename", { title: "x" });
    await connection.disconnect();
    await expect(reply).rejects.toThrow("Disconnected");
  });
});

describe("the entry of a root", () => {
  it("is written a while after changes, once, and when the root goes", async () => {
    const { socket, connection } = await connected();
    const persister = createMemoryPersister();
    const setEntry = vi.spyOn(persister, "setEntry");
    const mounting = mount(connection, { persister });
    socket.last().start(state("1"));
    const { unmount } = await mounting;
    socket.last().patch({ ops: [{ op: "replace", path: "/title", value: "2" }] });
    expect(setEntry).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1000);
    expect(setEntry).toHaveBeenCalledTimes(1);
    expect(persister.getEntry(KEY)).toMatchObject({ data: state("2"), buster: "" });
    socket.last().patch({ ops: [{ op: "replace", path: "/title", value: "3" }] });
    void unmount();
    await vi.advanceTimersByTimeAsync(0);
    expect(persister.getEntry(KEY)).toMatchObject({ data: state("3") });
  });

  it("is removed when it is too old, unless the root is mounted again by then", async () => {
    const { socket, connection } = await connected();
    const persister = createMemoryPersister();
    const options = { persister, gcTime: 60_000 };
    for (const stays of [true, false]) {
      const mounting = mount(connection, options);
      socket.last().start(state("1"));
      const { unmount } = await mounting;
      void unmount();
      await vi.advanceTimersByTimeAsync(30_000);
      const again = stays ? await mount(connection, options) : undefined;
      await vi.advanceTimersByTimeAsync(31_000);
      expect(persister.getEntry(KEY) !== undefined).toBe(stays);
      void again?.unmount();
      await vi.advanceTimersByTimeAsync(0);
    }
  });

  it("is removed by clearStoreCache, alone or with all others", async () => {
    const { connection } = await connected();
    const persister = holding(state("old"));
    const other = storeCacheKey({ module: "Test.Store", id: "beta" });
    void persister.setEntry(other, { data: 1, updatedAt: 0, buster: "" });
    await mount(connection, { persister });
    await connection.clearStoreCache({ module: "Test.Store", id: "alpha" });
    expect(persister.getEntry(KEY)).toBeUndefined();
    expect(persister.getEntry(other)).toBeDefined();
    await connection.clearStoreCache();
    expect(persister.getEntry(other)).toBeUndefined();
  });

  it("goes with the connection, unless it is durable", async () => {
    const { socket, connection } = await connected();
    const storage = new FakeStorage();
    const durable = createStorageCachePersister(storage);
    const memory = createMemoryPersister();
    for (const [id, persister] of Object.entries({ alpha: durable, beta: memory })) {
      const cache = { persister, buster: "1" };
      const mounting = connection.mountStore({ module: "Test.Store", id, cache });
      socket.last().start(state(id));
      await mounting;
      await vi.advanceTimersByTimeAsync(0);
    }
    await connection.disconnect();
    expect([...storage.items.keys()]).toEqual([`musubi:cache:${KEY}`]);
    expect(memory.getEntry("beta|Test.Store|null")).toBeUndefined();
    const later = await connected();
    const cache = { persister: createStorageCachePersister(storage), buster: "1" };
    const again = await later.connection.mountStore({ module: "Test.Store", id: "alpha", cache });
    expect(again).toMatchObject({ fromCache: true, isFetching: true });
    expect(again.store.title).toBe("alpha");
  });
});

describe("a storage persister", () => {
  const entry: MusubiCacheEntry = { data: state("1"), updatedAt: 1, buster: "" };

  it("brings back what it was given", () => {
    const persister = createStorageCachePersister(new FakeStorage());
    void persister.setEntry("a", entry);
    expect(persister.getEntry("a")).toEqual(entry);
    expect(persister.getEntry("b")).toBeUndefined();
  });

  it("removes what is no JSON", () => {
    const storage = new FakeStorage();
    storage.setItem("p:a", "{");
    const persister = createStorageCachePersister(storage, { prefix: "p:" });
    expect(persister.getEntry("a")).toBeUndefined();
    expect(storage.items.size).toBe(0);
  });

  it("warns when there is no room, and does not throw", () => {
    const storage = new FakeStorage();
    storage.isFull = true;
    void createStorageCachePersister(storage).setEntry("a", entry);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it("clears nothing but its own", () => {
    const storage = new FakeStorage();
    const persister = createStorageCachePersister(storage);
    void persister.setEntry("a", entry);
    void persister.setEntry("b", entry);
    storage.setItem("theirs", "1");
    void persister.clear?.();
    expect([...storage.items.keys()]).toEqual(["theirs"]);
  });

  it("should have a buster, says a warning for developers", async () => {
    const { connection } = await connected();
    void mount(connection, { persister: createStorageCachePersister(new FakeStorage()) });
    await vi.advanceTimersByTimeAsync(0);
    expect(warn.mock.calls[0]?.[0]).toContain("durable cache persister");
  });
});
