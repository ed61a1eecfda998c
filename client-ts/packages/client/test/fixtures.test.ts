import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Deferred } from "../src/deferred.js";
import { connect, type MountedStore, type UploadHandle } from "../src/index.js";
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
  /** The tree at the end; null where nothing is mounted. */
  expected_state: unknown;
  /** The same tree with the items of each stream in its place; sessions of the reference lack it. */
  expected_hydrated?: unknown;
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

/** Stands for the reply of what does not resolve with it. */
const ANY_REPLY = Symbol("any reply");

const folder = process.env["MUSUBI_REFERENCE_FIXTURES"];
const references = folder === undefined ? [] : readSessions(folder);
const ours = readSessions(fileURLToPath(new URL("../../../../tests/sessions", import.meta.url)));

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
  /** What the uploader of the client was told to do. */
  private readonly uploading = new Deferred();
  private onProgress: ((percent: number) => void) | undefined;
  /** What waits for the reply that is recorded next. */
  private waiting: { push: MockPush; outcome: Promise<unknown> }[] = [];
  /** Every store that was in the tree; an application may hold on to one that is gone. */
  private readonly known = new Map<string, Commands>();

  async run(frames: readonly Frame[]): Promise<void> {
    for (const frame of frames) {
      await (frame.dir === "out" ? this.send(frame) : this.receive(frame));
      // Lets the promises of the client settle.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }

  private async send({ event, payload }: Frame): Promise<void> {
    if (event === "phx_join") {
      const connection = await connect<R>(this.socket, {
        uploaders: {
          s3: ({ onProgress }) => {
            this.onProgress = onProgress;
            return this.uploading.promise;
          },
        },
      });
      connection.mountStore(payload as never).then(
        (mount) => {
          this.mount = mount as typeof this.mount;
        },
        (error: Error) => {
          this.failure = error;
        },
      );
      this.sent.push({ event, payload: this.socket.last().payload as Frame["payload"] });
    } else if (event === "phx_leave") {
      this.mount?.unmount();
      this.sent.push({ event, payload: {} });
    } else {
      const outcome = this.drive(event, payload);
      // Lets the uploader be called, and the promises before the push settle.
      await new Promise((resolve) => setTimeout(resolve, 0));
      const push = this.socket.last().lastPush();
      this.waiting.push({ push, outcome: outcome.catch((error: unknown) => error) });
      this.sent.push({ event: push.event, payload: JSON.parse(JSON.stringify(push.payload)) });
    }
  }

  /** Does what makes a client send such a message. */
  private async drive(event: string, payload: Frame["payload"]): Promise<unknown> {
    const store = this.storeAt(payload["store_id"] as string[]);
    const name = payload["name"] as string;
    if (event === "command") return store.dispatchCommand(name, payload["payload"]);
    const upload = Reflect.get(store, name) as UploadHandle;
    if (event === "allow_upload") {
      const offered = payload["entries"] as { name: string; size: number; type: string }[];
      const files = offered.map(
        ({ name, size, type }) => new File(["x".repeat(size)], name, { type }),
      );
      await upload.select(files);
    } else if (event === "upload_progress") {
      if (this.onProgress === undefined) void upload.start();
      if (payload["progress"] === 100) this.uploading.resolve();
      else this.onProgress?.(payload["progress"] as number);
    } else {
      throw new Error(`the replay cannot make a client send ${event}`);
    }
    return ANY_REPLY;
  }

  private async receive({ event, payload }: Frame): Promise<void> {
    const channel = this.socket.last();
    if (event === "patch") {
      channel.send(payload);
      return;
    }
    // The client knows that it left.
    if (event === "phx_close" || channel.left) return;
    const { status, response } = payload as { status: "ok" | "error"; response: unknown };
    const command = this.waiting.shift();
    if (command === undefined) {
      channel.joinPush.reply(status, response);
    } else {
      command.push.reply(status, response);
      const outcome = await command.outcome;
      if (outcome === ANY_REPLY) return;
      if (status === "ok") expect(outcome).toEqual(response);
      else expect(outcome).toMatchObject({ kind: "failed", reply: response });
    }
  }

  /** The proxy of a store, found the way an application would: by its place in the tree. */
  private storeAt(storeId: readonly string[]): Commands {
    for (const store of storesIn(this.mount?.store)) this.known.set(keyOf(store), store);
    const store = this.known.get(JSON.stringify(storeId));
    if (store === undefined) throw new Error(`no store ${storeId.join("/")} was ever in the tree`);
    return store;
  }
}

interface Commands {
  readonly __musubi_store_id__: readonly string[];
  dispatchCommand(name: string, payload: unknown): Promise<unknown>;
}

const keyOf = (store: Commands) => JSON.stringify(store.__musubi_store_id__);

/** Every store proxy below a value, itself included. */
function storesIn(value: unknown): Commands[] {
  if (typeof value !== "object" || value === null) return [];
  const below = Object.entries(value)
    .filter(([name]) => name !== "__musubi_store_id__")
    .flatMap(([, member]) => storesIn(member));
  return "__musubi_store_id__" in value ? [value as Commands, ...below] : below;
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

/** Replays a session, and gives the client that was driven by it. */
async function replayed({ frames, expected_state }: Session, gap: boolean): Promise<Replay> {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const replay = new Replay();
  await replay.run(frames);

  const recorded = frames
    .filter(({ dir }) => dir === "out")
    .map(({ event, payload }) => ({ event, payload }));
  expect(replay.sent.map(withoutOffers)).toEqual(recorded.map(withoutOffers));
  if (expected_state === null) expect(replay.mount).toBeUndefined();
  else expect(replay.failure).toBeUndefined();
  // It leaves a channel by itself where the join failed, and after a gap to join once more.
  const joins = recorded.filter(({ event }) => event === "phx_join").length + (gap ? 1 : 0);
  const left = Array.from({ length: joins }, (_, index) => index < joins - 1);
  expect(replay.socket.channels.map((channel) => channel.left)).toEqual(
    expected_state === null ? [true] : left,
  );
  expect(warn).toHaveBeenCalledTimes(gap ? 1 : 0);
  return replay;
}

/** What was sent, without what joins offer, which older clients do not. */
function withoutOffers({ event, payload }: { event: string; payload: unknown }): unknown {
  if (event !== "phx_join" || payload === null || typeof payload !== "object") {
    return { event, payload };
  }
  const { resume: _, features: __, ...rest } = payload as Record<string, unknown>;
  return { event, payload: rest };
}

/** A snapshot with the marker of each upload in its place, as the server's state has it. */
function withMarkers(snapshot: object | undefined): unknown {
  const marked = Object.entries(snapshot ?? {}).map(([name, member]) => {
    const isUpload = typeof member?.select === "function";
    return [name, isUpload ? { __musubi_upload__: name } : member];
  });
  return snapshot && Object.fromEntries(marked);
}

function sessionOf(name: string): Session {
  const session = references.find(({ scenario }) => scenario === name);
  if (session === undefined) throw new Error(`the session ${name} is missing`);
  return session;
}

describe("a recorded session of our server", () => {
  it.each(ours)("replays: $scenario", async (session) => {
    const replay = await replayed(session, false);
    if (session.expected_state === null) {
      const refusal = session.frames.at(-1)?.payload["response"] as { reason: string };
      expect(replay.failure?.message).toContain(refusal.reason);
    } else {
      const hydrated = plainly(session.expected_hydrated, new Map());
      expect(withMarkers(replay.mount?.store.snapshot())).toEqual(hydrated);
    }
  });
});

describe.skipIf(folder === undefined)("a recorded session of the reference", () => {
  it.each(references)("replays: $scenario", async (session) => {
    const { scenario, frames, expected_state } = session;
    const replay = await replayed(session, scenario === "version_gap");
    if (expected_state === null) {
      expect(replay.failure?.message).toBe("Root join failed: unknown root");
    } else {
      const rows = recordedRows(frames);
      expect(withMarkers(replay.mount?.store.snapshot())).toEqual(plainly(expected_state, rows));
    }
  });

  it("delivers its events", async () => {
    const session = sessionOf("event_only_cycle");
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

  it.each([
    ["upload_preflight_ok", { status: "selecting", progress: 0, entries: 1, errors: [] }],
    ["upload_progress_complete", { status: "success", progress: 100, entries: 1, errors: [] }],
    [
      "upload_preflight_rejected",
      { status: "error", progress: 0, entries: 0, errors: ["not_accepted", "too_large"] },
    ],
  ])("leaves its upload as it should: %s", async (name, expected) => {
    const replay = new Replay();
    await replay.run(sessionOf(name).frames);
    const avatar = Reflect.get(replay.mount?.store ?? {}, "avatar") as UploadHandle;
    const { status, progress, entries, errors, config } = avatar;
    const codes = errors.map(({ code }) => code);
    expect({ status, progress, entries: entries.length, errors: codes }).toEqual(expected);
    expect(config).toMatchObject({ accept: [".png"], maxEntries: 2 });
  });
});

describe.runIf(folder === undefined)("the recorded sessions of the reference", () => {
  it("are skipped: MUSUBI_REFERENCE_FIXTURES names no folder", () => {
    console.log("skipped: MUSUBI_REFERENCE_FIXTURES is not set");
  });
});
