import { render, screen } from "@testing-library/react";
import { StrictMode } from "react";
import { describe, expect, it } from "vitest";
import type { MusubiRootMount } from "../src/index.js";
import { FakeConnection, FakeStore, type R } from "./support/fakes.js";
import { musubi, Provided, ticks } from "./support/harness.js";

const { useMusubiRoot } = musubi;

type Options = Parameters<typeof useMusubiRoot<"Test.Store">>[0];

let latest: MusubiRootMount<"Test.Store", R>;

function Root(options: Partial<Options>) {
  latest = useMusubiRoot({ module: "Test.Store", id: "alpha", ...options });
  return <p>{latest.error?.message ?? latest.store?.snapshot()?.title ?? latest.status}</p>;
}

const named = (title: string) => new FakeStore({ title });

describe("mounting a root", () => {
  it("mounts with the component and unmounts a macrotask after it", async () => {
    const fake = new FakeConnection();
    const options = {
      params: { room: "general" },
      unmountOnCleanup: true,
      keepPreviousData: false,
    };
    const { unmount } = render(<Root {...options} />, {
      wrapper: ({ children }) => <Provided fake={fake}>{children}</Provided>,
    });
    expect(latest).toEqual({
      status: "loading",
      store: null,
      error: null,
      isFetching: true,
      revalidationError: null,
    });
    expect(fake.mount(0).options).toEqual({
      module: "Test.Store",
      id: "alpha",
      params: { room: "general" },
    });
    const store = named("here");
    await fake.mount(0).succeed(store);
    await ticks();
    expect(latest).toEqual({
      status: "ready",
      store,
      error: null,
      isFetching: false,
      revalidationError: null,
    });
    unmount();
    expect(fake.mount(0).unmount).not.toHaveBeenCalled();
    await ticks();
    expect(fake.mount(0).unmount).toHaveBeenCalledTimes(1);
    expect(fake.mounts).toHaveLength(1);
  });

  it("mounts once under StrictMode, and unmounts with the real unmount only", async () => {
    const fake = new FakeConnection();
    const { unmount } = render(
      <StrictMode>
        <Provided fake={fake}>
          <Root />
        </Provided>
      </StrictMode>,
    );
    await fake.mount(0).succeed(named("strict"));
    await ticks(3);
    expect(screen.getByText("strict")).toBeTruthy();
    expect(fake.mounts).toHaveLength(1);
    expect(fake.mount(0).unmount).not.toHaveBeenCalled();
    unmount();
    await ticks();
    expect(fake.mount(0).unmount).toHaveBeenCalledTimes(1);
  });

  it("shares one mount between components whose params are equal", async () => {
    const fake = new FakeConnection();
    const params = (left: boolean) =>
      (left ? { a: 1, b: { c: 2, d: 3 } } : { b: { d: 3, c: 2 }, a: 1 }) as never;
    const { rerender } = render(
      <Provided fake={fake}>
        <Root params={params(true)} />
        <Root params={params(false)} />
      </Provided>,
    );
    await fake.mount(0).succeed(named("shared"));
    await ticks();
    expect(screen.getAllByText("shared")).toHaveLength(2);
    rerender(
      <Provided fake={fake}>
        <Root params={params(false)} />
      </Provided>,
    );
    await ticks(2);
    expect(fake.mounts).toHaveLength(1);
    expect(fake.mount(0).unmount).not.toHaveBeenCalled();
  });

  it("unmounts a root that is still on its way as soon as it is there", async () => {
    const fake = new FakeConnection();
    const { unmount } = render(<Root />, {
      wrapper: ({ children }) => <Provided fake={fake}>{children}</Provided>,
    });
    unmount();
    await ticks();
    expect(fake.mount(0).unmount).not.toHaveBeenCalled();
    await fake.mount(0).succeed(named("late"));
    await ticks();
    expect(fake.mount(0).unmount).toHaveBeenCalledTimes(1);
  });

  it("keeps the root on the server when told so", async () => {
    const fake = new FakeConnection();
    const { unmount } = render(<Root unmountOnCleanup={false} />, {
      wrapper: ({ children }) => <Provided fake={fake}>{children}</Provided>,
    });
    await fake.mount(0).succeed(named("kept"));
    await ticks();
    unmount();
    await ticks(2);
    expect(fake.mount(0).unmount).not.toHaveBeenCalled();
  });

  it("shows a failure, leaves other roots alone, and mounts anew with the next component", async () => {
    const fake = new FakeConnection();
    const page = (failing: boolean) => (
      <Provided fake={fake}>
        <Root id="good" />
        {failing && <Root id="bad" />}
      </Provided>
    );
    const { rerender } = render(page(true));
    await fake.mount(0).succeed(named("good"));
    await fake.mount(1).fail(new Error("Root join failed: unauthorized"));
    await ticks();
    expect(screen.getByText("Root join failed: unauthorized")).toBeTruthy();
    expect(latest).toMatchObject({ status: "error", store: null, isFetching: false });
    rerender(page(false));
    await ticks(2);
    expect(fake.mount(0).unmount).not.toHaveBeenCalled();
    expect(fake.mount(1).unmount).not.toHaveBeenCalled();
    rerender(page(true));
    await fake.mount(2).succeed(named("second try"));
    await ticks();
    expect(screen.getByText("second try")).toBeTruthy();
  });

  it("swaps routes without touching the root that both show", async () => {
    const fake = new FakeConnection();
    const { rerender } = render(
      <Provided fake={fake}>
        <Root key="list" />
      </Provided>,
    );
    await fake.mount(0).succeed(named("both"));
    await ticks();
    rerender(
      <Provided fake={fake}>
        <Root key="detail" />
      </Provided>,
    );
    await ticks(3);
    expect(fake.mounts).toHaveLength(1);
    expect(fake.mount(0).unmount).not.toHaveBeenCalled();
    expect(screen.getByText("both")).toBeTruthy();
  });

  it("mounts on the new connection when the provider's changes", async () => {
    const first = new FakeConnection();
    const second = new FakeConnection();
    const { rerender } = render(
      <Provided fake={first}>
        <Root />
      </Provided>,
    );
    await first.mount(0).succeed(named("first"));
    await ticks();
    rerender(
      <Provided fake={second}>
        <Root />
      </Provided>,
    );
    expect(screen.getByText("loading")).toBeTruthy();
    await second.mount(0).succeed(named("second"));
    await ticks();
    expect(screen.getByText("second")).toBeTruthy();
    expect(first.mount(0).unmount).toHaveBeenCalledTimes(1);
  });
});

describe("a change of the root", () => {
  it("goes through loading", async () => {
    const fake = new FakeConnection();
    const { rerender } = render(<Root id="a" />, {
      wrapper: ({ children }) => <Provided fake={fake}>{children}</Provided>,
    });
    await fake.mount(0).succeed(named("a"));
    await ticks();
    rerender(<Root id="b" />);
    expect(screen.getByText("loading")).toBeTruthy();
    await ticks();
    expect(fake.mount(0).unmount).toHaveBeenCalledTimes(1);
    await fake.mount(1).succeed(named("b"));
    await ticks();
    expect(screen.getByText("b")).toBeTruthy();
  });

  it("keeps the previous store, and its root alive, until the next is there when told so", async () => {
    const fake = new FakeConnection();
    const { rerender, unmount } = render(<Root id="a" keepPreviousData />, {
      wrapper: ({ children }) => <Provided fake={fake}>{children}</Provided>,
    });
    await fake.mount(0).succeed(named("a"));
    await ticks();
    rerender(<Root id="b" keepPreviousData />);
    rerender(<Root id="c" keepPreviousData />);
    await ticks(2);
    expect(latest).toMatchObject({ status: "ready", isFetching: true });
    expect(screen.getByText("a")).toBeTruthy();
    expect(fake.mount(0).unmount).not.toHaveBeenCalled();
    await fake.mount(1).succeed(named("b"));
    await ticks();
    expect(screen.getByText("a")).toBeTruthy();
    expect(fake.mount(1).unmount).toHaveBeenCalledTimes(1);
    await fake.mount(2).succeed(named("c"));
    await ticks();
    expect(screen.getByText("c")).toBeTruthy();
    expect(latest.isFetching).toBe(false);
    await ticks();
    expect(fake.mount(0).unmount).toHaveBeenCalledTimes(1);
    rerender(<Root id="d" keepPreviousData />);
    unmount();
    await ticks();
    expect(fake.mount(2).unmount).toHaveBeenCalledTimes(1);
  });
});

describe("a root from a cache", () => {
  it("is ready and fetching until the server has confirmed it", async () => {
    const fake = new FakeConnection();
    render(<Root />, { wrapper: ({ children }) => <Provided fake={fake}>{children}</Provided> });
    let confirm = () => {};
    const revalidated = new Promise<void>((resolve) => {
      confirm = resolve;
    });
    await fake.mount(0).succeed(named("stale"), { isFetching: true, revalidated });
    await ticks();
    expect(latest).toMatchObject({ status: "ready", isFetching: true });
    confirm();
    await ticks();
    expect(latest).toMatchObject({ status: "ready", isFetching: false, revalidationError: null });
  });

  it("stays, with the reason, when the server does not confirm it", async () => {
    const fake = new FakeConnection();
    render(<Root />, { wrapper: ({ children }) => <Provided fake={fake}>{children}</Provided> });
    const error = new Error("Disconnected");
    const revalidated = Promise.reject(error);
    await fake.mount(0).succeed(named("stale"), { isFetching: true, revalidated });
    await ticks();
    expect(latest).toMatchObject({ status: "ready", isFetching: false, revalidationError: error });
    expect(screen.getByText("stale")).toBeTruthy();
  });
});
