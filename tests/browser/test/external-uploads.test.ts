/**
 * Files that an uploader of the page brings elsewhere, with both clients: a real server takes them.
 */

import type { ExternalUploader, MusubiConnection, StoreProxy, UploadHandle } from "@musubi/client";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { Receiver } from "../src/receiver.js";
import {
  type Both,
  CLIENTS,
  type ClientName,
  openBoth,
  type Recorded,
  withEach,
} from "../src/recorded.js";
import { type App, test as base } from "../src/test.js";

type Album = StoreProxy<"Recorded.Album", Recorded>;

/** What the code of the tests keeps in the page. */
interface Kept extends Both {
  receiver: string;
  mount(client: ClientName, uploaders: Record<string, ExternalUploader>): Promise<Album>;
  /** Brings a file to the receiver, in four parts. */
  put: ExternalUploader;
  /** A file of the client, so that both have files of their own. */
  picture(client: ClientName, text: string): File;
  /** An upload as plain data, without the names that differ from client to client. */
  shown(upload: UploadHandle): unknown;
  album: Album;
  sending: Promise<void>;
  late(percent: number): void;
  albums: Partial<Record<ClientName, Album>>;
  connections: MusubiConnection<Recorded>[];
}

const test = base.extend<{ receiver: Receiver }>({
  // biome-ignore lint/correctness/noEmptyPattern: a fixture names what it needs, and this needs none
  receiver: async ({}, use) => {
    const receiver = await Receiver.start();
    await use(receiver);
    await receiver.close();
  },
});

async function open(app: App, receiver: Receiver, visit: (url: string) => Promise<Page>) {
  const page = await openBoth(app, visit);
  await page.evaluate((url) => {
    const kept = globalThis as unknown as Kept;
    kept.receiver = url;
    kept.mount = async (client, uploaders) => {
      const connection = await kept.open(client, { uploaders });
      kept.connections = [...(kept.connections ?? []), connection];
      const { store } = await connection.mountStore({ module: "Recorded.Album", id: client });
      return store;
    };
    kept.put = async ({ file, meta, signal, onProgress }) => {
      const url = new URL(new URL((meta as { url: string }).url).pathname, kept.receiver);
      const part = Math.ceil(file.size / 4);
      for (let sent = 0; sent < file.size; sent += part) {
        const body = file.slice(sent, sent + part);
        const { ok, status } = await fetch(url, { method: "PUT", body, signal });
        if (!ok) throw new Error(`the receiver said ${status}`);
        onProgress((100 * (sent + part)) / file.size);
      }
    };
    kept.picture = (client, text) => new File([text], `${client}.png`, { type: "image/png" });
    kept.shown = ({ status, progress, entries, errors }) => ({
      status,
      progress,
      entries: entries.map(({ status, progress, errors }) => ({ status, progress, errors })),
      errors: errors.map(({ code, message }) => ({ code, message })),
    });
  }, receiver.url);
  return page;
}

test("a file arrives, its progress is seen, and the store is told when it is there", async ({
  start,
  visit,
  receiver,
}) => {
  const page = await open(await start("musubi-test-stores"), receiver, visit);
  const sent = await withEach(page, async (client) => {
    const { mount, put, picture, shown, until } = globalThis as unknown as Kept;
    const args: unknown[] = [];
    const store = await mount(client, {
      s3: (given) => {
        const { entry, file, meta } = given;
        args.push([entry.clientName === file.name, entry.clientSize, entry.isPending, meta]);
        return put(given);
      },
    });
    const chosen = picture(client, "a cup of tea, and another one, of Uji".padEnd(80, "."));
    const entries = await store.pictures.select([chosen]);
    const seen: number[] = [];
    store.subscribe(() => {
      const now = store.pictures.progress;
      if (seen.at(-1) !== now) seen.push(now);
    });
    await store.pictures.start();
    const after = shown(store.pictures);
    const count = await store.dispatchCommand("keep");
    await until(() => store.pictures.entries.length === 0);
    return {
      chosen: entries.length,
      args: args.length,
      seen,
      after,
      count,
      kept: store.kept.length,
    };
  });
  expect(sent.rust).toEqual(sent.typescript);
  expect(sent.rust).toEqual({
    chosen: 1,
    args: 1,
    seen: [0, 25, 50, 75, 99, 100, 0],
    after: {
      status: "success",
      progress: 100,
      entries: [{ status: "success", progress: 100, errors: [] }],
      errors: [],
    },
    count: 1,
    kept: 1,
  });
  for (const client of CLIENTS) {
    expect(receiver.parts(`/${client}.png`)).toEqual([20, 20, 20, 20]);
    expect(receiver.text(`/${client}.png`)).toMatch(/^a cup of tea, .* of Uji\.{43}$/);
  }
});

test("a file that is cancelled on its way is aborted, and nothing of it stays", async ({
  start,
  visit,
  receiver,
}) => {
  const page = await open(await start("musubi-test-stores"), receiver, visit);
  const cancelled: Record<string, unknown> = {};
  for (const client of CLIENTS) {
    receiver.hold(`/${client}.png`);
    await page.evaluate(async (client) => {
      const kept = globalThis as unknown as Kept;
      kept.album = await kept.mount(client, {
        s3(args) {
          kept.late = args.onProgress;
          return kept.put(args);
        },
      });
      await kept.album.pictures.select([kept.picture(client, "tea")]);
      kept.sending = kept.album.pictures.start();
    }, client);
    await expect.poll(() => receiver.waiting).toBe(1);
    cancelled[client] = await page.evaluate(async () => {
      const { album, late, sending, shown } = globalThis as unknown as Kept;
      await album.pictures.cancel(album.pictures.entries[0]?.ref);
      await sending;
      late(50);
      return [shown(album.pictures), await album.dispatchCommand("keep")];
    });
    await expect.poll(() => receiver.waiting).toBe(0);
    expect(receiver.parts(`/${client}.png`)).toEqual([]);
  }
  expect(cancelled["rust"]).toEqual(cancelled["typescript"]);
  expect(cancelled["rust"]).toEqual([
    { status: "cancelled", progress: 0, entries: [], errors: [] },
    0,
  ]);
});

test("a receiver that fails is the entry's error, and the next file goes its way", async ({
  start,
  visit,
  receiver,
}) => {
  const page = await open(await start("musubi-test-stores"), receiver, visit);
  for (const client of CLIENTS) receiver.fail(`/${client}.png`);
  const failed = await withEach(page, async (client) => {
    const { mount, put, picture, shown, until } = globalThis as unknown as Kept;
    const store = await mount(client, { s3: put });
    await store.pictures.select([picture(client, "tea!")]);
    await store.pictures.start();
    const after = shown(store.pictures);
    await store.pictures.reset();
    await until(() => store.pictures.entries.length === 0);
    const idle = shown(store.pictures);
    await store.pictures.select([new File(["milk"], `more-${client}.png`, { type: "image/png" })]);
    await store.pictures.start();
    return { after, idle, count: await store.dispatchCommand("keep") };
  });
  expect(failed.rust).toEqual(failed.typescript);
  const error = { code: "external_failed", message: "the receiver said 507" };
  expect(failed.rust).toEqual({
    after: {
      status: "error",
      progress: 25,
      entries: [{ status: "error", progress: 25, errors: [error] }],
      errors: [],
    },
    idle: { status: "idle", progress: 0, entries: [], errors: [] },
    count: 1,
  });
});

test("an uploader that is missing, careless or broken fails its own file only", async ({
  start,
  visit,
  receiver,
}) => {
  const page = await open(await start("musubi-test-stores"), receiver, visit);
  const failed = await withEach(page, async (client) => {
    const { mount, picture, shown, until } = globalThis as unknown as Kept;
    let upload: ExternalUploader = async () => {};
    const store = await mount(client, { s3: (args) => upload(args) });
    const outcomes: unknown[] = [];
    const numbers = [Number.NaN, "50", -5, 1e9, Number.POSITIVE_INFINITY, null, {}, 3n, undefined];
    const uploaders: unknown[] = [
      () => Promise.reject(new Error("rejected")),
      () => Promise.reject("a text"),
      () => Promise.reject(undefined),
      () => {
        throw new Error("thrown");
      },
      () => 5,
      undefined,
      async ({ onProgress }: { onProgress(percent: unknown): void }) => {
        for (const number of numbers) {
          try {
            onProgress(number);
          } catch (error) {
            outcomes.push((error as Error).name);
          }
        }
      },
    ];
    for (const [index, uploader] of uploaders.entries()) {
      upload = uploader as ExternalUploader;
      await store.pictures.select([picture(client, `${index}`)]);
      await store.pictures.start();
      const { status, entries } = shown(store.pictures) as {
        status: string;
        entries: { status: string; errors: { message: string }[] }[];
      };
      outcomes.push(status, ...entries.map(({ errors }) => errors.map(({ message }) => message)));
      await store.pictures.reset();
      await until(() => store.pictures.entries.length === 0);
    }
    return outcomes;
  });
  expect(failed.rust).toEqual(failed.typescript);
  expect(failed.rust).toContain("success");
  expect(failed.rust).toContainEqual(["thrown"]);
});

test("uploads without a connection, or whose root is gone, say so and do no harm", async ({
  start,
  visit,
  receiver,
}) => {
  const app = await start("musubi-test-stores");
  const page = await open(app, receiver, visit);
  await withEach(page, async (client) => {
    const kept = globalThis as unknown as Kept;
    const store = await kept.mount(client, { s3: () => new Promise(() => {}) });
    await store.pictures.select([kept.picture(client, "tea")]);
    kept.albums = { ...kept.albums, [client]: store };
    void store.pictures.start();
  });
  app.proxy.goOffline();
  const statuses = () =>
    page.evaluate(() => {
      const { connections } = globalThis as unknown as Kept;
      return connections.map((connection) => connection.status());
    });
  await expect.poll(statuses).toEqual(["reconnecting", "reconnecting"]);
  const outcomes = await withEach(page, async (client) => {
    const { albums, connections, picture } = globalThis as unknown as Kept;
    const pictures = albums[client]?.pictures;
    const view = albums[client]?.snapshot()?.pictures;
    if (pictures === undefined || view === undefined) throw new Error("there is an upload");
    const all = async () => {
      const said: string[] = [];
      for (const upload of [pictures, view]) {
        for (const attempt of [
          () => upload.select([picture(client, "milk")]),
          () => upload.select([]).then(() => "nothing chosen"),
          () => upload.select([5, undefined] as never),
          () => upload.select(undefined as never),
          () => upload.start().then(() => "started"),
          () => upload.cancel("no such entry").then(() => "cancelled"),
          () => upload.cancel({} as never).then(() => "cancelled"),
        ]) {
          said.push(await attempt().then(String, (error: Error) => error.name));
        }
        said.push(await upload.cancel().then(() => "cancelled"));
        said.push(await upload.reset().then(() => "reset"));
      }
      return said;
    };
    const offline = await all();
    const offered = await pictures
      .select([picture(client, "milk")])
      .then(String, (error: Error) => error.message);
    const [connection] = client === "rust" ? connections : connections.slice(1);
    await connection?.disconnect();
    return [offline, offered, await all()];
  });
  expect(outcomes.rust).toEqual(outcomes.typescript);
  expect(outcomes.rust[1]).toBe("Connection is not open");
});
