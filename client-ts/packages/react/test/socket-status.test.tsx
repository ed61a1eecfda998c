import { connect } from "@musubi/client";
import { act, render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { LifecycleSocket } from "../../client/test/support/mock-socket.js";
import type { R } from "./support/fakes.js";
import { Boundary, failing, musubi, ticks } from "./support/harness.js";

const { MusubiProvider, useMusubiSocketStatus } = musubi;

let renders = 0;

function Status() {
  const status = useMusubiSocketStatus();
  renders += 1;
  return <p>{`socket: ${status}`}</p>;
}

describe("the status of the socket", () => {
  it("follows the socket, and renders once for each change", async () => {
    const socket = new LifecycleSocket();
    const connection = await connect<R>(socket);
    const { unmount } = render(
      <MusubiProvider connection={connection}>
        <Status />
      </MusubiProvider>,
    );
    expect(screen.getByText("socket: connecting")).toBeTruthy();
    act(() => socket.fire("open"));
    expect(screen.getByText("socket: ready")).toBeTruthy();
    renders = 0;
    act(() => {
      socket.fire("error");
      socket.fire("close");
    });
    expect(screen.getByText("socket: reconnecting")).toBeTruthy();
    expect(renders).toBe(1);
    unmount();
    socket.fire("open");
    expect(renders).toBe(1);
  });

  it("is connecting while the provider of a socket connects", async () => {
    const socket = new LifecycleSocket();
    render(
      <MusubiProvider socket={socket}>
        <Status />
      </MusubiProvider>,
    );
    expect(screen.getByText("socket: connecting")).toBeTruthy();
    await ticks();
    act(() => socket.fire("open"));
    expect(screen.getByText("socket: ready")).toBeTruthy();
  });

  it("needs a provider", async () => {
    await failing(() =>
      render(
        <Boundary>
          <Status />
        </Boundary>,
      ),
    );
    expect(screen.getByText(/no MusubiProvider/)).toBeTruthy();
  });
});
