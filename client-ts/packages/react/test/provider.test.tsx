import { connect } from "@musubi/client";
import { act, render, screen } from "@testing-library/react";
import { StrictMode } from "react";
import { describe, expect, it } from "vitest";
import { LifecycleSocket, MockSocket } from "../../client/test/support/mock-socket.js";
import { FakeConnection, type R } from "./support/fakes.js";
import { Boundary, failing, musubi, Provided, ticks } from "./support/harness.js";

const { MusubiProvider, useMusubiConnection, useMusubiConnectionStatus, useMusubiRoot } = musubi;

const ROOT = { module: "Test.Store", id: "alpha" } as const;

/** Renders what throws, into a boundary that shows the message. */
const renderFailing = (ui: React.ReactNode) => failing(() => render(<Boundary>{ui}</Boundary>));

function Status() {
  const status = useMusubiConnectionStatus();
  return <p>{status.state === "error" ? `error: ${status.error.message}` : status.state}</p>;
}

describe("the provider of a connection", () => {
  it("gives it to every component below", () => {
    const fake = new FakeConnection();
    const seen: unknown[] = [];
    function Child() {
      seen.push(useMusubiConnection());
      return null;
    }
    render(
      <Provided fake={fake}>
        <Child />
      </Provided>,
    );
    expect(seen).toEqual([fake.connection]);
    expect(seen[0]).toBe(fake.connection);
  });

  it("is required by the hooks", async () => {
    function Child() {
      useMusubiConnection();
      return null;
    }
    await renderFailing(<Child />);
    expect(screen.getByText(/no MusubiProvider/)).toBeTruthy();
  });

  it("refuses a connection together with a socket, and neither", async () => {
    // The types allow neither.
    const Untyped = MusubiProvider as (props: object) => React.ReactElement;
    const both = { connection: new FakeConnection().connection, socket: new MockSocket() };
    await renderFailing(<Untyped {...both} />);
    await renderFailing(<Untyped />);
    expect(screen.getAllByText(/either a connection or a socket/)).toHaveLength(2);
  });
});

describe("the provider of a socket", () => {
  function Root() {
    const root = useMusubiRoot(ROOT);
    return <p>{root.error?.message ?? root.store?.title ?? root.status}</p>;
  }

  it("goes from connecting to ready, and roots below mount then", async () => {
    const socket = new MockSocket();
    render(
      <MusubiProvider socket={socket}>
        <Status />
        <Root />
      </MusubiProvider>,
    );
    expect(screen.getByText("connecting")).toBeTruthy();
    expect(screen.getByText("loading")).toBeTruthy();
    await ticks();
    expect(screen.getByText("ready")).toBeTruthy();
    expect(screen.getByText("loading")).toBeTruthy();
    socket.last().start({ __musubi_store_id__: [], title: "mounted" });
    await ticks();
    expect(screen.getByText("mounted")).toBeTruthy();
  });

  it("tells why it could not connect", async () => {
    const socket = new MockSocket();
    socket.connect = () => {
      throw new Error("no transport");
    };
    render(
      <MusubiProvider socket={socket}>
        <Status />
        <Root />
      </MusubiProvider>,
    );
    await ticks();
    expect(screen.getByText("error: no transport")).toBeTruthy();
    expect(screen.getByText("no transport")).toBeTruthy();
  });

  it("names the status hook to who asks for the connection too early", async () => {
    function Eager() {
      useMusubiConnection();
      return null;
    }
    await renderFailing(
      <MusubiProvider socket={new MockSocket()}>
        <Eager />
      </MusubiProvider>,
    );
    expect(screen.getByText(/useMusubiConnectionStatus/)).toBeTruthy();
  });

  it("disconnects when it is unmounted, even before it was connected", async () => {
    for (const early of [true, false]) {
      const socket = new LifecycleSocket();
      const { unmount } = render(
        <MusubiProvider socket={socket}>
          <Status />
        </MusubiProvider>,
      );
      const connection = await act(() => connect<R>(socket));
      if (!early) await ticks();
      unmount();
      await ticks(2);
      expect(socket.offCalls).toHaveLength(1);
      expect(await connect<R>(socket)).not.toBe(connection);
    }
  });

  it("keeps its connection through the double effects of StrictMode", async () => {
    const socket = new LifecycleSocket();
    function Root() {
      const root = useMusubiRoot(ROOT);
      return <p>{root.store?.title ?? root.status}</p>;
    }
    function App() {
      return useMusubiConnectionStatus().state === "ready" ? <Root /> : null;
    }
    const { unmount } = render(
      <StrictMode>
        <MusubiProvider socket={socket}>
          <App />
        </MusubiProvider>
      </StrictMode>,
    );
    await ticks(2);
    expect(socket.offCalls).toHaveLength(0);
    expect(socket.channels).toHaveLength(1);
    act(() => socket.last().start({ __musubi_store_id__: [], title: "strict" }));
    await ticks(3);
    expect(screen.getByText("strict")).toBeTruthy();
    expect(socket.last().left).toBe(false);
    unmount();
    await ticks(3);
    expect(socket.last().left).toBe(true);
    expect(socket.offCalls).toHaveLength(1);
  });
});
