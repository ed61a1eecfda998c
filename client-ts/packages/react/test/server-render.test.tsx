import { connect } from "@musubi/client";
import { act } from "@testing-library/react";
import { StrictMode, Suspense } from "react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, describe, expect, it, vi } from "vitest";
import { LifecycleSocket } from "../../client/test/support/mock-socket.js";
import { FakeStore, type R } from "./support/fakes.js";
import { musubi, ticks } from "./support/harness.js";

const {
  MusubiProvider,
  useMusubiConnectionStatus,
  useMusubiRoot,
  useMusubiRootSuspense,
  useMusubiSnapshot,
  useMusubiSocketStatus,
} = musubi;

const ROOT = { module: "Test.Store", id: "alpha" } as const;
const errors = vi.spyOn(console, "error");

afterEach(() => {
  expect(errors).not.toHaveBeenCalled();
});

function Title() {
  const root = useMusubiRoot(ROOT);
  return <p>{root.store?.title ?? root.status}</p>;
}

function App() {
  const { state } = useMusubiConnectionStatus();
  const socket = useMusubiSocketStatus();
  return (
    <main>
      <i>{socket}</i>
      {state === "ready" ? <Title /> : <p>{state}</p>}
    </main>
  );
}

/** Puts on a page what a server rendered, and lets React take it over. */
async function hydrated(html: string, ui: React.ReactNode) {
  const container = document.createElement("div");
  container.innerHTML = html;
  document.body.append(container);
  const onRecoverableError = vi.fn();
  // The handshake of a provider ends within.
  const root = await act(async () =>
    hydrateRoot(container, <StrictMode>{ui}</StrictMode>, { onRecoverableError }),
  );
  expect(onRecoverableError).not.toHaveBeenCalled();
  return { container, unmount: () => act(() => root.unmount()) };
}

describe("rendering on a server", () => {
  it("with the provider of a socket is connecting, and a browser goes on from there", async () => {
    const ofServer = new LifecycleSocket();
    const html = renderToString(
      <StrictMode>
        <MusubiProvider socket={ofServer}>
          <App />
        </MusubiProvider>
      </StrictMode>,
    );
    expect(html).toBe("<main><i>connecting</i><p>connecting</p></main>");
    // A server that renders opens no connection.
    expect(ofServer.connected).toBe(false);

    const socket = new LifecycleSocket();
    const { container, unmount } = await hydrated(
      html,
      <MusubiProvider socket={socket}>
        <App />
      </MusubiProvider>,
    );
    act(() => socket.fire("open"));
    expect(container.textContent).toBe("readyloading");
    act(() => socket.last().start({ __musubi_store_id__: [], title: "live" }));
    await ticks();
    expect(container.textContent).toBe("readylive");
    await unmount();
  });

  it("with a connection is loading, and a browser that is further takes over", async () => {
    const html = renderToString(
      <StrictMode>
        <MusubiProvider connection={await connect<R>(new LifecycleSocket())}>
          <App />
        </MusubiProvider>
      </StrictMode>,
    );
    expect(html).toBe("<main><i>connecting</i><p>loading</p></main>");

    const socket = new LifecycleSocket();
    const connection = await connect<R>(socket);
    socket.fire("open");
    const { container, unmount } = await hydrated(
      html,
      <MusubiProvider connection={connection}>
        <App />
      </MusubiProvider>,
    );
    expect(container.textContent).toBe("readyloading");
    act(() => socket.last().start({ __musubi_store_id__: [], title: "live" }));
    await ticks();
    expect(container.textContent).toBe("readylive");
    await unmount();
  });

  it("leaves a root that suspends to the browser, and does not wait for it", () => {
    function Suspending() {
      return <p>{useMusubiRootSuspense(ROOT).title}</p>;
    }
    vi.stubGlobal("window", undefined);
    const html = renderToString(
      <MusubiProvider socket={new LifecycleSocket()}>
        <Suspense fallback={<p>suspended</p>}>
          <Suspending />
        </Suspense>
      </MusubiProvider>,
    );
    vi.unstubAllGlobals();
    expect(html).toContain("<p>suspended</p>");
    expect(html).toContain("is not rendered on a server");
  });

  it("reads the snapshot of a store that is there", async () => {
    const store = new FakeStore({ title: "there" });
    const View = () => (
      <p>
        {useMusubiSnapshot(store.proxy, (snapshot) => snapshot?.title)}
        {useMusubiSnapshot(store.proxy)?.title}
      </p>
    );
    const html = renderToString(
      <StrictMode>
        <View />
      </StrictMode>,
    );
    const { container, unmount } = await hydrated(html, <View />);
    expect(container.textContent).toBe("therethere");
    act(() => store.set({ title: "new" }));
    expect(container.textContent).toBe("newnew");
    await unmount();
  });
});
