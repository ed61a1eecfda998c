import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMemoryPersister, type MusubiCacheEntry } from "../src/index.js";
import { createThrottledWriter } from "../src/throttled-writer.js";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const entry = (data: unknown): MusubiCacheEntry => ({ data, updatedAt: 0, buster: "" });

/** A writer of the key `k`, and what it has written. */
function writing(intervalMs = 1000) {
  const persister = createMemoryPersister();
  const setEntry = vi.spyOn(persister, "setEntry");
  const written = () => setEntry.mock.calls.map(([key, { data }]) => [key, data]);
  return { writer: createThrottledWriter("k", persister, intervalMs), written, setEntry };
}

describe("a throttled writer", () => {
  it("writes the newest of what is scheduled, once per interval", () => {
    const { writer, written } = writing();
    writer.schedule(entry(1));
    writer.schedule(entry(2));
    vi.advanceTimersByTime(999);
    expect(written()).toEqual([]);
    writer.schedule(entry(3));
    vi.advanceTimersByTime(1);
    expect(written()).toEqual([["k", 3]]);
    writer.schedule(entry(4));
    vi.advanceTimersByTime(1000);
    expect(written()).toEqual([
      ["k", 3],
      ["k", 4],
    ]);
  });

  it("writes at once when it is flushed, and nothing twice", () => {
    const { writer, written } = writing();
    writer.flush();
    expect(written()).toEqual([]);
    writer.schedule(entry(1));
    writer.flush();
    writer.flush();
    vi.advanceTimersByTime(5000);
    expect(written()).toEqual([["k", 1]]);
  });

  it("forgets what is scheduled when it is cancelled, and goes on after that", () => {
    const { writer, written } = writing();
    writer.schedule(entry(1));
    writer.cancel();
    vi.advanceTimersByTime(5000);
    writer.flush();
    expect(written()).toEqual([]);
    writer.schedule(entry(2));
    vi.advanceTimersByTime(1000);
    expect(written()).toEqual([["k", 2]]);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("full");
      },
    ],
    ["rejects", () => Promise.reject(new Error("full"))],
  ])("warns of a persister that %s, and goes on", async (_, fail) => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const { writer, written, setEntry } = writing();
    setEntry.mockImplementationOnce(fail);
    writer.schedule(entry(1));
    await vi.advanceTimersByTimeAsync(1000);
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      "[musubi] a cache entry could not be written:",
      expect.objectContaining({ message: "full" }),
    );
    writer.schedule(entry(2));
    await vi.advanceTimersByTimeAsync(1000);
    expect(written().at(-1)).toEqual(["k", 2]);
    expect(warn).toHaveBeenCalledTimes(1);
  });
});
