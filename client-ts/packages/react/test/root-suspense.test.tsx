import { act, render, screen } from "@testing-library/react";
import { StrictMode, Suspense, startTransition, useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { MockSocket } from "../../client/test/support/mock-socket.js";
import { FakeConnection, FakeStore } from "./support/fakes.js";
import { Boundary, failing, musubi, Provided, ticks } from "./support/harness.js";

const { MusubiProvider, useMusubiRoot, useMusubiRootSuspense } = musubi;

function Suspending({ id = "alpha", label = "" }: { id?: string; label?: string }) {
  const store = useMusubiRootSuspense({ module: "Test.Store", id });
  return <p>{`${label}${store.snapshot()?.title}`}</p>;
}

function Effectful({ id = "alpha" }: { id?: string }) {
  const root = useMusubiRoot({ module: "Test.Store", id });
  return <p>{`effect ${root.store?.snapshot()?.title ?? root.status}`}</p>;
}

const named = (title: string) => new FakeStore({ title });
const fallback = <p>suspended</p>;

/** Lets finalizers of what is unreachable run, and what they start. */
async function collect(): Promise<void> {
  if (globalThis.gc === undefined) throw new Error("run with --expose-gc");
  for (let round = 0; round < 5; round += 1) {
    await ticks(2);
    globalThis.gc();
    await ticks(2);
  }
}

describe("a suspending root", () => {
  it("suspends until the root is mounted", async () => {
    const fake = new FakeConnection();
    const { unmount } = render(
      <Provided fake={fake}>
        <Suspense fallback={fallback}>
          <Suspending />
        </Suspense>
      </Provided>,
    );
    expect(screen.getByText("suspended")).toBeTruthy();
    await fake.mount(0).succeed(named("here"));
    await ticks();
    expect(screen.getByText("here")).toBeTruthy();
    unmount();
    await ticks();
    expect(fake.mounts).toHaveLength(1);
    expect(fake.mount(0).unmount).toHaveBeenCalledTimes(1);
  });

  it("suspends while the provider of a socket connects", async () => {
    const socket = new MockSocket();
    render(
      <StrictMode>
        <MusubiProvider socket={socket}>
          <Boundary>
            <Suspense fallback={fallback}>
              <Suspending />
            </Suspense>
          </Boundary>
        </MusubiProvider>
      </StrictMode>,
    );
    expect(screen.getByText("suspended")).toBeTruthy();
    await ticks(2);
    await act(async () => socket.last().start({ __musubi_store_id__: [], title: "connected" }));
    await ticks();
    expect(screen.getByText("connected")).toBeTruthy();
  });

  it("throws why the provider could not connect", async () => {
    const socket = new MockSocket();
    socket.connect = () => {
      throw new Error("no transport");
    };
    await failing(async () => {
      render(
        <MusubiProvider socket={socket}>
          <Boundary>
            <Suspense fallback={fallback}>
              <Suspending />
            </Suspense>
          </Boundary>
        </MusubiProvider>,
      );
      await ticks(2);
    });
    expect(screen.getByText(/caught: no transport/)).toBeTruthy();
  });

  it("says where the boundary belongs if the provider cannot be mounted", async () => {
    vi.useFakeTimers();
    const socket = new MockSocket();
    await failing(async () => {
      render(
        <Boundary>
          <Suspense fallback={fallback}>
            <MusubiProvider socket={socket}>
              <Suspending />
            </MusubiProvider>
          </Suspense>
        </Boundary>,
      );
      expect(screen.getByText("suspended")).toBeTruthy();
      await act(() => vi.advanceTimersByTimeAsync(5_000));
    });
    vi.useRealTimers();
    expect(screen.getByText(/put a Suspense boundary between the two/)).toBeTruthy();
  });

  it("throws a failure to the boundary, and mounts anew after a reset", async () => {
    const fake = new FakeConnection();
    render(
      <Provided fake={fake}>
        <Boundary>
          <Suspense fallback={fallback}>
            <Suspending />
          </Suspense>
        </Boundary>
      </Provided>,
    );
    await failing(async () => {
      await fake.mount(0).fail(new Error("unauthorized"));
      await ticks(2);
    });
    expect(screen.getByText(/caught: unauthorized/)).toBeTruthy();
    expect(fake.mounts).toHaveLength(1);
    act(() => Boundary.latest?.reset());
    await fake.mount(1).succeed(named("second try"));
    await ticks();
    expect(screen.getByText("second try")).toBeTruthy();
  });

  it("shares its mount with the effect-driven hook", async () => {
    const fake = new FakeConnection();
    const { unmount } = render(
      <Provided fake={fake}>
        <Effectful />
        <Suspense fallback={fallback}>
          <Suspending />
        </Suspense>
      </Provided>,
    );
    await fake.mount(0).succeed(named("shared"));
    await ticks();
    expect(screen.getByText("shared")).toBeTruthy();
    expect(screen.getByText("effect shared")).toBeTruthy();
    unmount();
    await ticks();
    expect(fake.mounts).toHaveLength(1);
    expect(fake.mount(0).unmount).toHaveBeenCalledTimes(1);
  });

  it("keeps siblings apart under StrictMode", async () => {
    const fake = new FakeConnection();
    const page = (both: boolean) => (
      <StrictMode>
        <Provided fake={fake}>
          <Suspense fallback={fallback}>
            <Suspending label="one " />
            {both && <Suspending label="two " />}
          </Suspense>
        </Provided>
      </StrictMode>
    );
    const { rerender, unmount } = render(page(true));
    await fake.mount(0).succeed(named("x"));
    await ticks(3);
    rerender(page(false));
    await ticks(3);
    await collect();
    expect(screen.getByText("one x")).toBeTruthy();
    expect(fake.mount(0).unmount).not.toHaveBeenCalled();
    unmount();
    await ticks();
    expect(fake.mounts).toHaveLength(1);
    expect(fake.mount(0).unmount).toHaveBeenCalledTimes(1);
  });
});

describe("a route swap in a transition", () => {
  function Router({ first, second }: { first: React.ReactNode; second: React.ReactNode }) {
    const [swapped, setSwapped] = useState(false);
    Router.swap = () => act(async () => startTransition(() => setSwapped(true)));
    return <Suspense fallback={fallback}>{swapped ? second : first}</Suspense>;
  }
  Router.swap = async (): Promise<void> => {};

  it("mounts the next root once and unmounts the previous one", async () => {
    const fake = new FakeConnection();
    render(
      <Provided fake={fake}>
        <Router first={<Suspending id="list" />} second={<Suspending id="detail" />} />
      </Provided>,
    );
    await fake.mount(0).succeed(named("list"));
    await ticks();
    await Router.swap();
    await collect();
    expect(screen.getByText("list")).toBeTruthy();
    await fake.mount(1).succeed(named("detail"));
    await ticks(4);
    expect(screen.getByText("detail")).toBeTruthy();
    expect(fake.mounts).toHaveLength(2);
    expect(fake.mount(0).unmount).toHaveBeenCalledTimes(1);
    expect(fake.mount(1).unmount).not.toHaveBeenCalled();
  });

  it("does not give up a mount whose component waits for something else", async () => {
    const fake = new FakeConnection();
    let delivered = false;
    let deliver = () => {};
    const other = new Promise<void>((resolve) => {
      deliver = () => {
        delivered = true;
        resolve();
      };
    });
    function Both() {
      const store = useMusubiRootSuspense({ module: "Test.Store", id: "detail" });
      if (!delivered) throw other;
      return <p>{`${store.snapshot()?.title} and more`}</p>;
    }
    render(
      <Provided fake={fake}>
        <Router first={<p>first</p>} second={<Both />} />
      </Provided>,
    );
    await Router.swap();
    await fake.mount(0).succeed(named("detail"));
    await ticks(2);
    await act(async () => deliver());
    await ticks(2);
    await collect();
    expect(screen.getByText("detail and more")).toBeTruthy();
    expect(fake.mounts).toHaveLength(1);
    expect(fake.mount(0).unmount).not.toHaveBeenCalled();
  });
});

describe("a render that is given up", () => {
  const page = (fake: FakeConnection, shown: boolean) => (
    <Provided fake={fake}>
      <Suspense fallback={fallback}>{shown ? <Suspending /> : <p>elsewhere</p>}</Suspense>
    </Provided>
  );

  it("lets its root go", async () => {
    const fake = new FakeConnection();
    const { rerender } = render(page(fake, true));
    expect(screen.getByText("suspended")).toBeTruthy();
    rerender(page(fake, false));
    await collect();
    expect(fake.mount(0).unmount).not.toHaveBeenCalled();
    await fake.mount(0).succeed(named("orphan"));
    await collect();
    expect(fake.mount(0).unmount).toHaveBeenCalledTimes(1);
    expect(screen.getByText("elsewhere")).toBeTruthy();
  });

  it("does not take a root that is still pending from who waits for it", async () => {
    const fake = new FakeConnection();
    render(page(fake, true));
    await collect();
    await fake.mount(0).succeed(named("awaited"));
    await collect();
    expect(screen.getByText("awaited")).toBeTruthy();
    expect(fake.mounts).toHaveLength(1);
    expect(fake.mount(0).unmount).not.toHaveBeenCalled();
  });
});
