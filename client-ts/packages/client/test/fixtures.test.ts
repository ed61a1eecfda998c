import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { connect, type MountedStore } from "../src/index.js";
import { type MockPush, MockSocket } from "./support/mock-socket.js";
import type { R } from "./support/mount.js";
import { plainly, type Rows } from "./support/trees.js";

/** One message of a recorded session, as seen by the client. */
interface Frame {
  dir: "in" | "out";
  event: string;
  payload: Record<string, unknown>;
}

interface Session {
  scenario: string;
  frames: Frame[];
  expected_state: unknown;
}

/** A stream operation; all but the first three are those of an insert. */
interface RecordedStreamOp {
  op: string;
  store_id: string[];
  stream: string;
  item_key: string;
  at: number;
  item: unknown;
}

/** Messages that a client sends by itself while files are uploaded. */
const UPLOAD_EVENTS = ["allow_upload", "upload_progress", "upload_error", "cancel_upload"];

const folder = process.env["MUSUBI_REFERENCE_FIXTURES"];
const sessions = folder === undefined ? [] : readSessions(folder);

function readSessions(from: string): Session[] {
  const names = existsSync(from) ? readdirSync(from).filter((name) => name.endsWith(".json")) : [];
  if (names.length === 0) throw new Error(`there are no recorded sessions in ${from}`);
  return names.map((name) => JSON.parse(readFileSync(join(from, name), "utf8")));
}

afterEach(() => {
  vi.restoreAllMocks();
});

/** Drives the client by what it is recorded to have sent, and answers what the server did. */
class Replay {
  readonly socket = new MockSocket();
  readonly sent: Omit<Frame, "dir">[] = [];
  mount: MountedStore<"Test.Store", R> | undefined;
  failure: Error | undefined;
  /** What waits for the reply that is recorded next. */
  private waiting: { push: MockPush | undefined; outcome: Promise<unknown> }[] = [];

  async run(frames: readonly Frame[]): Promise<void> {
    for (const frame of frames) {
      await (frame.dir === "out" ? this.send(frame) : this.receive(frame));
      // Lets the promises of the client settle.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }

  private async send({ event, payload }: Frame): Promise<void> {
    if (event === "phx_join") {
      const connection = await connect<R>(this.socket);
      connection.mountStore(payload as never).then(
        (mount) => {
          this.mount = mount as typeof this.mount;
        },
        (error: Error) => {
          this.failure = error;
        },
      );
      this.sent.push({ event, payload: this.socket.last().payload as Frame["payload"] });
    } else if (UPLOAD_EVENTS.includes(event)) {
      this.waiting.push({ push: undefined, outcome: Promise.resolve() });
    } else {
      const store = this.storeAt(payload["store_id"] as string[]);
      const outcome = store.dispatchCommand(payload["name"] as string, payload["payload"]);
      const push = this.socket.last().lastPush();
      this.waiting.push({ push, outcome: outcome.catch((error: unknown) => error) });
      this.sent.push({ event: push.event, payload: JSON.parse(JSON.stringify(push.payload)) });
    }
  }

  private async receive({ event, payload }: Frame): Promise<void> {
    const channel = this.socket.last();
    if (event === "patch") {
      channel.send(payload);
      return;
    }
    const { status, response } = payload as { status: "ok" | "error"; response: unknown };
    const command = this.waiting.shift();
    if (command === undefined) {
      channel.joinPush.reply(status, response);
    } else if (command.push !== undefined) {
      command.push.reply(status, response);
      const outcome = await command.outcome;
      if (status === "ok") expect(outcome).toEqual(response);
      else expect(outcome).toMatchObject({ kind: "failed", reply: response });
    }
  }

  /** The proxy of a store, found the way an application would: by its place in the tree. */
  private storeAt(storeId: readonly string[]): {
    dispatchCommand(name: string, payload: unknown): Promise<unknown>;
  } {
    const root = this.mount?.store as object;
    return [root, ...Object.values(root)].find(
      (value) => JSON.stringify(value?.["__musubi_store_id__"]) === JSON.stringify(storeId),
    );
  }
}

/** The rows that the delivered stream operations make. */
function recordedRows(frames: readonly Frame[]): Rows {
  const rows: Rows = new Map();
  for (const op of frames.flatMap(({ payload }) => (payload["stream_ops"] ?? []) as never[])) {
    const { op: kind, store_id, stream, item_key: key, at, item } = op as RecordedStreamOp;
    const slot = JSON.stringify([store_id, stream]);
    const others = kind === "reset" ? [] : (rows.get(slot) ?? []).filter((row) => row.key !== key);
    if (kind === "insert") others.splice(at === -1 ? others.length : at, 0, { key, item });
    rows.set(slot, others);
  }
  return rows;
}

describe.skipIf(folder === undefined)("a recorded session of the reference", () => {
  it.each(sessions)("replays: $scenario", async ({ scenario, frames, expected_state }) => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const replay = new Replay();
    const gap = scenario === "version_gap";
    await replay.run(frames);

    const recorded = frames
      .filter(({ dir, event }) => dir === "out" && !UPLOAD_EVENTS.includes(event))
      .map(({ event, payload }) => ({ event, payload }));
    expect(replay.sent).toEqual(recorded);

    const state = replay.mount?.store.snapshot();
    if (expected_state === null) {
      expect(replay.failure?.message).toBe("Root join failed: unknown root");
      expect(state).toBeUndefined();
    } else {
      expect(replay.failure).toBeUndefined();
      expect(state).toEqual(plainly(expected_state, recordedRows(frames)));
    }
    // Only a gap makes the client leave the channel and join once more.
    expect(replay.socket.channels.map(({ left }) => left)).toEqual(
      gap ? [true, false] : [expected_state === null],
    );
    expect(warn).toHaveBeenCalledTimes(gap ? 1 : 0);
  });

  it("delivers its events", async () => {
    const session = sessions.find(({ scenario }) => scenario === "event_only_cycle");
    if (session === undefined) throw new Error("the session is missing");
    const replay = new Replay();
    const split = session.frames.findIndex(
      ({ dir, event }) => dir === "out" && event === "command",
    );
    await replay.run(session.frames.slice(0, split));
    const heard: unknown[] = [];
    replay.mount?.store.handleEvent("toast", (payload) => heard.push(payload));
    await replay.run(session.frames.slice(split));
    expect(heard).toEqual([{ msg: "saved" }]);
  });
});

describe.runIf(folder === undefined)("the recorded sessions of the reference", () => {
  it("are skipped: MUSUBI_REFERENCE_FIXTURES names no folder", () => {
    console.log("skipped: MUSUBI_REFERENCE_FIXTURES is not set");
  });
});
