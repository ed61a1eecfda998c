// Written by Musubi from the Rust types of this application; changes are lost.

/**
 * What every generated `musubi.d.ts` starts with: the type-only markers from
 * which `@musubi/client` derives proxies, snapshots, commands and events.
 *
 * Nothing in here exists at run time. The file is ambient: it must never hold
 * an `import` or `export`, and a second `declare namespace Musubi` block with
 * `interface Stores { ... }` completes it.
 */
declare namespace Musubi {
  /** Identity of a store node in the tree of its root; the root's own is `[]`. */
  type StoreId = readonly string[];

  /** Why an async value failed, in the structured form of the wire. */
  interface AsyncError {
    kind: "error" | "exit";
    value: unknown;
  }

  /** An async value as it stands in the wire tree. */
  interface AsyncResult<T> {
    __musubi_async__: true;
    status: "loading" | "ok" | "failed";
    result: T | null;
    reason: AsyncError | null | unknown;
  }

  /**
   * Key of every marker below. It keeps ordinary data from being taken for a
   * marker; clients find it by structure, so each bundle may declare its own.
   */
  const Type: unique symbol;

  /**
   * One store of the registry.
   *
   * - `Commands`: `name: { payload: ...; reply: ...; error: ... }`, where `error`
   *   is a union of `{ code: "..."; detail: ... }` and `never` when the command
   *   declares none.
   * - `Events`: `name: { payload: ... }`.
   * - `Params`: what `mountStore({ params })` takes.
   */
  interface StoreDef<
    Module extends string,
    Shape,
    Commands,
    Events = {},
    Params = Record<string, unknown>,
  > {
    readonly [Type]: {
      module: Module;
      shape: Shape;
      commands: Commands;
      events: Events;
      params: Params;
    };
  }

  /** A field that holds a child store. */
  type StoreField<Module extends string> = {
    readonly [Type]: { kind: "store"; module: Module };
  };

  /** A field that holds a stream; clients read it as `Item[]`. */
  type StreamField<Item> = {
    readonly [Type]: { kind: "stream"; item: Item };
  };

  /** A field that holds an async value; clients read `{ status, data, error }`. */
  type AsyncField<Value> = {
    readonly [Type]: { kind: "async"; value: Value };
  };

  /** A field that holds an upload slot. */
  type UploadField = {
    readonly [Type]: { kind: "upload" };
  };

  /** Limits of an upload slot; sizes are in bytes. */
  interface UploadConfig {
    accept: string[] | "any";
    maxEntries: number;
    maxFileSize: number;
    chunkSize: number;
  }

  /** Where one file of an upload stands. */
  type UploadEntryStatus = "pending" | "uploading" | "success" | "error" | "cancelled";

  /** Where an upload slot stands as a whole. */
  type UploadStatus = "idle" | "selecting" | "uploading" | "success" | "error" | "cancelled";

  /** Why a file, or a whole upload, failed. The set of codes is open. */
  interface UploadError {
    code:
      | "too_large"
      | "too_many_files"
      | "not_accepted"
      | "chunk_timeout"
      | "chunk_too_large"
      | "external_failed"
      | "preflight_rejected"
      | "internal"
      | (string & {});
    message: string;
  }

  /** One file of an upload; `clientSize` is in bytes, `progress` in percent. */
  interface UploadEntry {
    ref: string;
    clientName: string;
    clientSize: number;
    clientType: string;
    progress: number;
    status: UploadEntryStatus;
    errors: UploadError[];
  }

  /** What can be read of an upload slot; `progress` is the mean in percent. */
  interface UploadHandle {
    readonly config: UploadConfig;
    readonly status: UploadStatus;
    readonly entries: readonly UploadEntry[];
    readonly errors: readonly UploadError[];
    readonly progress: number;
  }
}

declare namespace Musubi {
  /** The stores of this application, by their names on the wire. */
  interface Stores {
    CounterStore: StoreDef<
      "CounterStore",
      Musubi.Types.Counter,
      {
        /** Counts up. */
        increment: { payload: { amount: number }; reply: never; error: never };
        /**
         * Starts again from zero.
         *
         * Errors:
         * - `already_zero`: The counter is zero already.
         */
        reset: { payload: {}; reply: never; error: { code: "already_zero"; detail: null } };
      },
      {},
      Musubi.Types.CounterParams
    >;
  }
}

declare namespace Musubi.Types {
  /** What a client sees. */
  interface Counter {
    /** How far it has counted. */
    count: number;
    /** Twice as far. */
    doubled: number;
  }

  /** What a counter starts with. */
  interface CounterParams {
    /** The first count. */
    count?: number;
  }
}
