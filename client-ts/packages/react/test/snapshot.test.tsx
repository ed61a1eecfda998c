import { act, render, screen } from "@testing-library/react";
import { StrictMode, Suspense, useState } from "react";
import { renderToString } from "react-dom/server";
import { describe, expect, it, vi } from "vitest";
import { mounted } from "../../client/test/support/mount.js";
import { shallowEqual } from "../src/index.js";
import { FakeStore, type Store } from "./support/fakes.js";
import { Boundary, failing, musubi, ticks } from "./support/harness.js";

const { useMusubiAsync, useMusubiSnapshot, useMusubiSnapshotSuspense } = musubi;

describe("a snapshot", () => {
  it("renders again when the store differs", () => {
    const fake = new FakeStore({ title: "a" });
    const renders = vi.fn();
    function View() {
      renders();
      return <p>{useMusubiSnapshot(fake.proxy)?.title}</p>;
    }
    const { unmount } = render(<View />);
    act(() => fake.set({ title: "b" }));
    expect(screen.getByText("b")).toBeTruthy();
    expect(renders).toHaveBeenCalledTimes(2);
    expect(fake.subscribers).toBe(1);
    unmount();
    expect(fake.subscribers).toBe(0);
  });

  it("is undefined while the store is absent", () => {
    const fake = new FakeStore(undefined);
    function View() {
      return <p>{useMusubiSnapshot(fake.proxy) === undefined ? "absent" : "present"}</p>;
    }
    render(<View />);
    expect(screen.getByText("absent")).toBeTruthy();
    act(() => fake.set({ title: "a" }));
    expect(screen.getByText("present")).toBeTruthy();
  });

  it("renders on the server", () => {
    const fake = new FakeStore({ title: "served" });
    function View() {
      return <p>{useMusubiSnapshot(fake.proxy)?.title}</p>;
    }
    expect(renderToString(<View />)).toBe("<p>served</p>");
  });

  it("of a live store follows its patches, under StrictMode too", async () => {
    const { channel, store } = await mounted({ title: "a", count: 1 });
    function View() {
      const snapshot = useMusubiSnapshot(store);
      return <p>{`${snapshot?.title} ${snapshot?.count}`}</p>;
    }
    render(
      <StrictMode>
        <View />
      </StrictMode>,
    );
    act(() => channel.patch({ ops: [{ op: "replace", path: "/count", value: 2 }] }));
    expect(screen.getByText("a 2")).toBeTruthy();
    act(() => channel.fail());
    act(() => channel.start({ __musubi_store_id__: [], title: "b", count: 3 }));
    expect(screen.getByText("b 3")).toBeTruthy();
  });
});

describe("a selector", () => {
  it("keeps changes that it does not select from rendering", () => {
    const fake = new FakeStore({ title: "a", count: 1 });
    const renders = vi.fn();
    function View() {
      renders();
      return <p>{useMusubiSnapshot(fake.proxy, (snapshot) => snapshot?.title)}</p>;
    }
    render(<View />);
    act(() => fake.set({ title: "a", count: 2 }));
    expect(renders).toHaveBeenCalledTimes(1);
    act(() => fake.set({ title: "b", count: 2 }));
    expect(renders).toHaveBeenCalledTimes(2);
  });

  it("that makes a new object of equal parts does not render, and keeps the reference", () => {
    const fake = new FakeStore({ title: "a", count: 1 });
    const seen: unknown[] = [];
    let force = () => {};
    function View() {
      const [, set] = useState(0);
      force = () => set((count) => count + 1);
      seen.push(useMusubiSnapshot(fake.proxy, (snapshot) => ({ title: snapshot?.title })));
      return null;
    }
    render(<View />);
    act(() => fake.set({ title: "a", count: 2 }));
    expect(seen).toHaveLength(1);
    act(force);
    expect(seen).toHaveLength(2);
    expect(seen[1]).toBe(seen[0]);
  });

  it("may come with an equality of its own", () => {
    const fake = new FakeStore({ title: "a", count: 1 });
    const seen: unknown[] = [];
    function View() {
      const parity = (left?: number, right?: number) => (left ?? 0) % 2 === (right ?? 0) % 2;
      seen.push(useMusubiSnapshot(fake.proxy, (snapshot) => snapshot?.count, parity));
      return null;
    }
    render(<View />);
    act(() => fake.set({ title: "a", count: 3 }));
    act(() => fake.set({ title: "a", count: 4 }));
    expect(seen).toEqual([1, 4]);
  });

  it("is compared one level deep by shallowEqual", () => {
    const inner = {};
    expect(shallowEqual({ a: 1, inner }, { a: 1, inner })).toBe(true);
    expect(shallowEqual([1, inner], [1, inner])).toBe(true);
    expect(shallowEqual({ a: 1 }, { a: 1, b: undefined })).toBe(false);
    expect(shallowEqual({ a: undefined }, { b: undefined })).toBe(false);
    expect(shallowEqual({ inner: {} }, { inner: {} })).toBe(false);
    expect(shallowEqual([], {})).toBe(false);
    expect(shallowEqual(Number.NaN, Number.NaN)).toBe(true);
    expect(shallowEqual(null, {})).toBe(false);
    expect(shallowEqual(new Date(0), new Date(1))).toBe(false);
  });
});

/** Renders with a boundary for suspending and one for throwing. */
function renderSuspending(view: () => React.ReactNode) {
  function View() {
    return view();
  }
  return render(
    <Boundary>
      <Suspense fallback={<p>suspended</p>}>
        <View />
      </Suspense>
    </Boundary>,
  );
}

describe("a suspending snapshot", () => {
  it("suspends while the store is absent", async () => {
    const fake = new FakeStore(undefined);
    renderSuspending(() => <p>{useMusubiSnapshotSuspense(fake.proxy).title}</p>);
    expect(screen.getByText("suspended")).toBeTruthy();
    act(() => fake.set({ title: "here" }));
    await ticks();
    expect(screen.getByText("here")).toBeTruthy();
  });

  it("does not take a selected undefined for an absent store", () => {
    const fake = new FakeStore({ title: "a" });
    renderSuspending(() => {
      const never = useMusubiSnapshotSuspense(fake.proxy, () => undefined);
      return <p>{`selected ${never}`}</p>;
    });
    expect(screen.getByText("selected undefined")).toBeTruthy();
  });

  it("asks the given equality about selections only", async () => {
    const fake = new FakeStore({ title: "a" });
    const compared = vi.fn((left: string, right: string) => left === right);
    renderSuspending(() => (
      <p>{useMusubiSnapshotSuspense(fake.proxy, ({ title }) => title, compared)}</p>
    ));
    act(() => fake.set(undefined));
    expect(screen.getByText("suspended")).toBeTruthy();
    act(() => fake.set({ title: "b" }));
    await ticks();
    expect(screen.getByText("b")).toBeTruthy();
    expect(compared.mock.calls.flat().every((value) => typeof value === "string")).toBe(true);
  });
});

describe("an async field", () => {
  const result = (status: string, data: unknown, error: unknown = null) => ({
    profile: { status, data, error },
  });
  const view = (store: Store) => () => (
    <p>{useMusubiAsync(store, (snapshot) => snapshot.profile).name}</p>
  );

  it("suspends while it loads, and renders its value", async () => {
    const fake = new FakeStore(result("loading", null));
    renderSuspending(view(fake.proxy));
    expect(screen.getByText("suspended")).toBeTruthy();
    act(() => fake.set(result("ok", { name: "ada" })));
    await ticks();
    expect(screen.getByText("ada")).toBeTruthy();
    act(() => fake.set(result("loading", { name: "ada" })));
    expect(screen.getByText("suspended")).toBeTruthy();
  });

  it("throws its reason to the error boundary", async () => {
    const fake = new FakeStore(result("failed", null, "nope"));
    await failing(() => renderSuspending(view(fake.proxy)));
    expect(screen.getByText("caught: [musubi] async field failed nope")).toBeTruthy();
  });
});
