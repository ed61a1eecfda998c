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
    /** A room in the list of rooms. */
    EntryStore: StoreDef<
      "EntryStore",
      Musubi.Types.RoomEntry,
      {},
      { mentioned: { payload: Musubi.Types.Mentioned } },
      never
    >;
    /** The rooms of the chat, for the person that the connection names. */
    LobbyStore: StoreDef<
      "LobbyStore",
      Musubi.Types.Lobby,
      {
        /**
         * Makes a room with this name, for everybody.
         *
         * Errors:
         * - `nameless`: A room needs a name with a letter in it.
         * - `too_long`: The name is too long.
         * - `taken`: There is a room with this name.
         * - `too_many`: There are as many rooms as there can be.
         * - `unavailable`: The room could not be saved.
         */
        add_room: {
          payload: { name: string };
          reply: Musubi.Types.NewRoom;
          error:
            | { code: "nameless"; detail: null }
            | { code: "too_long"; detail: { longest: number } }
            | { code: "taken"; detail: { id: string; name: string } }
            | { code: "too_many"; detail: { most: number } }
            | { code: "unavailable"; detail: null };
        };
      },
      {},
      {}
    >;
    /** A room, for the person that the connection names. */
    RoomStore: StoreDef<
      "RoomStore",
      Musubi.Types.Conversation,
      {
        /**
         * Says something to everybody in the room, with the images that have been uploaded.
         *
         * Errors:
         * - `empty`: There is nothing to say.
         * - `too_long`: It is too long.
         * - `not_an_image`: A file among its images is none.
         * - `unavailable`: It could not be saved.
         */
        send: {
          payload: { text: string };
          reply: Musubi.Types.Sent;
          error:
            | { code: "empty"; detail: null }
            | { code: "too_long"; detail: { most: number } }
            | { code: "not_an_image"; detail: { name: string } }
            | { code: "unavailable"; detail: null };
        };
        /**
         * Gets messages from before the oldest one that the page has.
         *
         * Errors:
         * - `unavailable`: The chat cannot be reached at the moment.
         */
        load_older: { payload: {}; reply: never; error: { code: "unavailable"; detail: null } };
        /** Says that the person is typing, which holds for four seconds. */
        start_typing: { payload: {}; reply: never; error: never };
        /** Says that the person has stopped typing. */
        stop_typing: { payload: {}; reply: never; error: never };
        /**
         * Keeps that the person has read everything up to this message.
         *
         * Errors:
         * - `unavailable`: The chat cannot be reached at the moment.
         */
        mark_read: {
          payload: { message: number };
          reply: never;
          error: { code: "unavailable"; detail: null };
        };
      },
      {},
      Musubi.Types.RoomParams
    >;
  }
}

declare namespace Musubi.Types {
  /** What one person sees of a room. */
  interface Conversation {
    /** What the room is called. */
    name: string;
    /** The person's name. */
    me: string;
    /** What was said, in its order: the last of it, and more whenever the page asks for it. */
    messages: Musubi.StreamField<Musubi.Types.Message>;
    /** Whether there is more before that. */
    has_older: boolean;
    /**
     * The message that the person had read last when they opened the room; `None` where they had
     * read everything.
     */
    read_up_to: number | null;
    /** Who is there, the person too. */
    people: Musubi.Types.Person[];
    /** The images of the next message. */
    images: Musubi.UploadField;
  }

  /** An image that somebody sent. */
  interface Image {
    /** The name of its file, which the server has chosen. */
    file: string;
    /** Its width in pixels. */
    width: number;
    /** Its height in pixels. */
    height: number;
  }

  /** What was said last in a room. */
  interface LastPost {
    /** Who said it. */
    author: string;
    /** What they said. */
    text: string;
    /** When, in milliseconds since 1970. */
    sent_at: number;
    /** How many images came with it. */
    images: number;
  }

  /** The rooms of the chat, for one person. */
  interface Lobby {
    /** The person's name. */
    me: string;
    /** All rooms, the oldest first. */
    rooms: Musubi.StoreField<"EntryStore">[];
  }

  /** Somebody mentioned the person in a room. */
  interface Mentioned {
    /** Identifies the room. */
    room: string;
    /** What it is called. */
    room_name: string;
    /** Who it was. */
    author: string;
    /** What they said. */
    text: string;
  }

  /** What somebody said. */
  interface Message {
    /** Identifies it among all messages; a later one has a greater id. */
    id: number;
    /** Who said it. */
    author: string;
    /** What they said. */
    text: string;
    /** When, in milliseconds since 1970. */
    sent_at: number;
    /** Whether it is the person's own. */
    own: boolean;
    /** Whether it mentions the person. */
    mentions_me: boolean;
    /** The images that came with it. */
    images: Musubi.Types.Image[];
  }

  /** A room that was made. */
  interface NewRoom {
    /** Identifies it. */
    id: string;
  }

  /** Somebody in a room. */
  interface Person {
    /** Identifies them. */
    name: string;
    /** Whether they are typing. */
    typing: boolean;
  }

  /** A room in the list of rooms. */
  interface RoomEntry {
    /** Identifies the room. */
    id: string;
    /** What it is called. */
    name: string;
    /** How many people are there. */
    people: number;
    /** How much the person has not read; 100 stands for more, too. */
    unread: number;
    /** How much of that mentions them. */
    mentions: number;
    /** What was said last. */
    last: Musubi.Types.LastPost | null;
  }

  /** Which room. */
  interface RoomParams {
    /** Identifies it. */
    room: string;
  }

  /** A message that was sent. */
  interface Sent {
    /** Identifies it. */
    id: number;
  }
}
