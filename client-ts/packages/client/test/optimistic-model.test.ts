import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { optimistic } from "../src/index.js";
import type { MockChannel, MockPush } from "./support/mock-socket.js";
import { mounted, ROOT } from "./support/mount.js";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

type Step =
  | { do: "dispatch"; isRefused: boolean }
  | { do: "handle" | "flush" | "deliver" | "change" | "drop" | "return" | "wait" }
  | { do: "expire"; which: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant("dispatch"), isRefused: fc.boolean() }) },
    { weight: 8, arbitrary: fc.record({ do: fc.constantFrom("handle", "flush", "deliver") }) },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constantFrom("change", "drop", "return", "wait") }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("expire"), which: fc.nat(3) }) },
  ) as fc.Arbitrary<Step>,
  { maxLength: 60, size: "max" },
);

interface Sent {
  readonly id: string;
  readonly isRefused: boolean;
  readonly push: MockPush;
}

/** A page that appends the ids of commands to a log, which outlives it. */
class Server {
  log: string[] = [];
  /** What is on its way to the client, in order. */
  readonly outbox: (() => void)[] = [];
  /** What the client sent. */
  readonly inbox: Sent[] = [];
  #isUp = true;
  #version = 1;
  #sent: string[] = [];

  constructor(
    readonly channel: MockChannel,
    readonly tells: boolean,
    readonly deliver: {
      reply(sent: Sent, version: number | undefined): void;
      patch(log: string[]): void;
    },
  ) {}

  receive(sent: Sent): void {
    this.inbox.push(sent);
  }

  /** Runs the oldest command. Its reply goes out before its patch. */
  handle(): void {
    const sent = this.inbox.shift();
    if (sent === undefined) return;
    if (!sent.isRefused) this.log.push(sent.id);
    const version = this.tells ? this.#version + 1 : undefined;
    this.outbox.push(() => this.deliver.reply(sent, version));
  }

  /** Sends what changed since the last time as one envelope. */
  flush(): void {
    if (!this.#isUp || this.log.length === this.#sent.length) return;
    this.#version += 1;
    const log = [...this.log];
    this.#sent = log;
    this.outbox.push(() => this.deliver.patch(log));
  }

  /** The connection drops, and the page with it. */
  drop(): void {
    this.outbox.length = 0;
    this.inbox.length = 0;
    this.#isUp = false;
  }

  /** A new page begins with the log. */
  begin(): void {
    this.#isUp = true;
    this.#version = 1;
    this.#sent = [...this.log];
  }
}

/** An overlay as simple as can be. */
interface Overlay {
  readonly id: string;
  settledBy: number | undefined;
  until: number;
}

async function run(steps: Step[], tells: boolean): Promise<void> {
  const { channel, store } = await mounted({ title: "", count: 0, meta: { tags: [] } });
  let base: string[] = [];
  let version = 1;
  let isDown = false;
  let overlays: Overlay[] = [];
  const open: Sent[] = [];
  const forget = (sent: Sent) => {
    open.splice(open.indexOf(sent), 1);
  };
  const without = (id: string) => {
    overlays = overlays.filter((overlay) => overlay.id !== id);
  };
  const server = new Server(channel, tells, {
    reply(sent, told) {
      if (!open.includes(sent)) return;
      forget(sent);
      if (sent.isRefused) {
        without(sent.id);
        sent.push.reply("error", { reason: "no" });
        return;
      }
      const overlay = overlays.find(({ id }) => id === sent.id);
      if (overlay !== undefined) {
        overlay.settledBy = told ?? version + 1;
        overlay.until = Date.now() + 2000;
      }
      const reply = { __musubi_version__: told, __musubi_reply__: {} };
      sent.push.reply("ok", told === undefined ? {} : reply);
    },
    patch(log) {
      base = log;
      version += 1;
      overlays = overlays.filter(({ settledBy }) => !(settledBy && settledBy <= version));
      channel.patch({ ops: [{ op: "replace", path: "/meta/tags", value: log }] });
    },
  });

  const act = (step: Step, index: number): void => {
    switch (step.do) {
      case "dispatch": {
        const id = `c${index}`;
        const dispatched = store.dispatchCommand(
          "rename",
          { title: id },
          optimistic((draft) => {
            draft.meta.tags.push(id);
          }),
        );
        dispatched.catch(() => {});
        if (isDown) return;
        const sent = { id, isRefused: step.isRefused, push: channel.lastPush() };
        open.push(sent);
        overlays.push({ id, settledBy: undefined, until: Number.POSITIVE_INFINITY });
        server.receive(sent);
        return;
      }
      case "deliver":
        server.outbox.shift()?.();
        return;
      case "change":
        server.log.push(`s${index}`);
        return;
      case "expire": {
        const sent = open[step.which];
        if (sent === undefined) return;
        forget(sent);
        without(sent.id);
        sent.push.reply("timeout");
        return;
      }
      case "drop":
        if (isDown) return;
        isDown = true;
        server.drop();
        channel.fail();
        open.length = 0;
        // What was carried out is part of the first state of the next page, and all else is lost.
        overlays = overlays.filter(({ settledBy }) => settledBy !== undefined);
        for (const overlay of overlays) overlay.settledBy = 1;
        return;
      case "return":
        if (!isDown) return;
        isDown = false;
        server.begin();
        overlays = [];
        base = [...server.log];
        version = 1;
        channel.start({ ...ROOT, title: "", count: 0, meta: { tags: base } });
        return;
      case "wait":
        return;
      default:
        server[step.do]();
    }
  };

  const shown = () => store.snapshot()?.meta.tags;
  const check = (step: Step | undefined) => {
    overlays = overlays.filter(({ until }) => until > Date.now());
    const expected = [...base, ...overlays.map(({ id }) => id)];
    expect(shown(), JSON.stringify(step)).toEqual(expected);
    // A server that tells the version makes no effect show twice, however it is interrupted.
    if (tells) expect(new Set(expected).size, JSON.stringify(step)).toBe(expected.length);
  };
  for (const [index, step] of steps.entries()) {
    act(step, index);
    await vi.advanceTimersByTimeAsync(step.do === "wait" ? 2000 : 0);
    check(step);
  }
  // In the end, everything that is shown is what the server has.
  act({ do: "return" }, steps.length);
  while (server.inbox.length > 0) server.handle();
  server.flush();
  while (server.outbox.length > 0) server.outbox.shift()?.();
  await vi.advanceTimersByTimeAsync(2000);
  check(undefined);
  expect(shown()).toEqual(server.log);
}

it.each([
  ["tells versions", true],
  ["does not", false],
])("shows the state with what is expected on top, by a server that %s", async (_, tells) => {
  await fc.assert(
    fc.asyncProperty(steps, (list) => run(list, tells)),
    { numRuns: 200 },
  );
});
