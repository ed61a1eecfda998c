import { describe, expect, it } from "vitest";
import { nextSnapshot, waitFor } from "../src/index.js";
import { mounted } from "./support/mount.js";

const rename = (title: string) => ({
  ops: [{ op: "replace" as const, path: "/title", value: title }],
});

/** How often a store is subscribed to at this moment. */
function countSubscriptions(store: { subscribe(listener: () => void): () => void }) {
  let active = 0;
  const counted = new Proxy(store, {
    get(target, name, receiver) {
      if (name !== "subscribe") return Reflect.get(target, name, receiver);
      return (listener: () => void) => {
        active += 1;
        const stop = target.subscribe(listener);
        return () => {
          active -= 1;
          stop();
        };
      };
    },
  });
  return { counted, active: () => active };
}

describe("nextSnapshot", () => {
  it("gives everybody the same promise until the store changes", async () => {
    const { channel, store } = await mounted({ title: "a" });
    const { counted, active } = countSubscriptions(store);
    const proxy = counted as typeof store;
    const first = nextSnapshot(proxy);
    expect(nextSnapshot(proxy)).toBe(first);
    expect(active()).toBe(1);
    channel.patch(rename("b"));
    await first;
    expect(active()).toBe(0);
    expect(nextSnapshot(proxy)).not.toBe(first);
  });
});

describe("waitFor", () => {
  it("answers from the current snapshot without subscribing", async () => {
    const { store } = await mounted({ title: "here" });
    const { counted, active } = countSubscriptions(store);
    expect(await waitFor(counted as typeof store, (s) => s?.title)).toBe("here");
    expect(active()).toBe(0);
  });

  it("waits for as long as the selector says undefined", async () => {
    const { channel, store } = await mounted({ title: "a" });
    const { counted, active } = countSubscriptions(store);
    const found = waitFor(counted as typeof store, (s) => (s?.title === "c" ? s.title : undefined));
    channel.patch(rename("b"));
    expect(active()).toBe(1);
    channel.patch(rename("c"));
    expect(await found).toBe("c");
    expect(active()).toBe(0);
  });

  it("rejects when the selector throws, at once or later", async () => {
    const { channel, store } = await mounted({ title: "a" });
    const pick = (bad: string) => (s: { title: string } | undefined) => {
      if (s?.title === bad) throw new Error(`no ${bad}`);
      return undefined;
    };
    await expect(waitFor(store, pick("a"))).rejects.toThrow("no a");
    const later = waitFor(store, pick("b"));
    channel.patch(rename("b"));
    await expect(later).rejects.toThrow("no b");
  });
});
