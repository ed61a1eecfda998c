// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect, jitteredBackoff } from "../src/index.js";
import { LifecycleSocket } from "./support/mock-socket.js";
import { mounted, type R } from "./support/mount.js";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A socket that says what it is told to say of its connection. */
class SleepySocket extends LifecycleSocket {
  state: "open" | "closed" | "connecting" = "open";
  closeWasClean = false;
  answers = true;
  readonly disconnects: (() => void)[] = [];
  connects = 0;

  override connect(): void {
    this.connects += 1;
  }
  isConnected(): boolean {
    return this.state === "open";
  }
  connectionState(): string {
    return this.state;
  }
  disconnect(callback: () => void): void {
    this.disconnects.push(callback);
    callback();
  }
  ping(answer: () => void): boolean {
    if (this.answers) answer();
    return true;
  }
}

async function connected(state: SleepySocket["state"] = "open") {
  const socket = new SleepySocket();
  const connection = await connect<R>(socket);
  socket.state = state;
  return { socket, connection };
}

const events = {
  pageshow: () => window.dispatchEvent(new Event("pageshow")),
  online: () => window.dispatchEvent(new Event("online")),
  visibilitychange: () => document.dispatchEvent(new Event("visibilitychange")),
};

describe("a page that wakes up", () => {
  it.each(Object.entries(events))("connects at once on %s", async (_, wake) => {
    const { socket, connection } = await connected("closed");
    wake();
    expect(socket.connects).toBe(2);
    await connection.disconnect();
    wake();
    expect(socket.connects).toBe(2);
  });

  it("does not when it is still hidden, or connecting, or meant to be disconnected", async () => {
    const { socket, connection } = await connected("closed");
    vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    events.visibilitychange();
    socket.state = "connecting";
    events.online();
    socket.state = "closed";
    socket.closeWasClean = true;
    events.online();
    expect(socket.connects).toBe(1);
    await connection.disconnect();
  });

  it("connects anew when an open connection does not answer", async () => {
    const { socket, connection } = await connected();
    events.pageshow();
    await vi.advanceTimersByTimeAsync(5000);
    expect(socket.connects).toBe(1);
    socket.answers = false;
    events.pageshow();
    await vi.advanceTimersByTimeAsync(5000);
    expect(socket.connects).toBe(2);
    await connection.disconnect();
  });

  it("joins at once where it would after a pause", async () => {
    const { socket, channel, connection } = await mounted({ title: "a" }, new SleepySocket());
    channel.close();
    expect(socket.channels).toHaveLength(1);
    events.online();
    await vi.advanceTimersByTimeAsync(0);
    expect(socket.channels).toHaveLength(2);
    await connection.disconnect();
  });
});

describe("the pauses between attempts to connect", () => {
  it("grow to ten seconds, and differ between clients", () => {
    const random = vi.spyOn(Math, "random");
    random.mockReturnValue(0.5);
    expect([1, 2, 3, 20].map(jitteredBackoff)).toEqual([100, 200, 400, 10_000]);
    random.mockReturnValue(0);
    expect(jitteredBackoff(1)).toBe(50);
    random.mockReturnValue(1);
    expect(jitteredBackoff(1)).toBe(150);
  });
});
