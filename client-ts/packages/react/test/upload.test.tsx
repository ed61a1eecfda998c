import { connect } from "@musubi/client";
import { act, render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { MockSocket } from "../../client/test/support/mock-socket.js";
import type { R, Store } from "./support/fakes.js";
import { musubi, ticks } from "./support/harness.js";

const { MusubiProvider, useMusubiUpload } = musubi;

async function mountedStore(socket: MockSocket, upload = "avatar"): Promise<Store> {
  const connection = await connect<R>(socket);
  const mounting = connection.mountStore({ module: "Test.Store", id: "alpha" });
  socket.last().start({ __musubi_store_id__: [], avatar: { __musubi_upload__: upload } });
  return (await mounting).store;
}

describe("useMusubiUpload", () => {
  it("renders what the client does by itself, before the server says anything", async () => {
    const socket = new MockSocket();
    const store = await mountedStore(socket);
    function Avatar() {
      const avatar = useMusubiUpload(store, "avatar");
      return <p>{`${avatar?.status} ${avatar?.entries.map((entry) => entry.clientName)}`}</p>;
    }
    render(<Avatar />);
    expect(screen.getByText("idle")).toBeTruthy();
    let selecting: Promise<unknown> | undefined;
    act(() => {
      selecting = store.avatar.select([new File(["a"], "a.png")]);
    });
    expect(screen.getByText("selecting")).toBeTruthy();
    await act(async () => {
      const entries = { "0": { type: "channel", entry_ref: "u1", token: "t" } };
      socket.last().lastPush().reply("ok", { ref: "avatar", config: {}, entries, errors: [] });
      await selecting;
    });
    expect(screen.getByText("selecting a.png")).toBeTruthy();
  });
});

describe("uploaders that are written inline", () => {
  it("do not connect anew, and the newest ones are used", async () => {
    const socket = new MockSocket();
    const used: string[] = [];
    const ui = (version: string) => (
      <MusubiProvider socket={socket} uploaders={{ s3: async () => void used.push(version) }}>
        <p>child</p>
      </MusubiProvider>
    );
    const { rerender } = render(ui("first"));
    await ticks();
    const store = await mountedStore(socket);
    rerender(ui("second"));
    await ticks();
    expect(await connect<R>(socket)).toBe(await connect<R>(socket));
    expect(socket.last().left).toBe(false);
    const selecting = store.avatar.select([new File(["a"], "a.png")]);
    const entries = { "0": { type: "external", entry_ref: "u1", uploader: "s3", meta: null } };
    socket.last().lastPush().reply("ok", { ref: "avatar", config: {}, entries, errors: [] });
    await selecting;
    const starting = store.avatar.start();
    await ticks();
    socket.last().lastPush().reply("ok", {});
    await starting;
    expect(used).toEqual(["second"]);
  });
});
