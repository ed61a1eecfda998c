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
    /** Who looks at the polls now: everybody who has this root mounted. */
    AudienceStore: StoreDef<"AudienceStore", Musubi.Types.Audience, {}, {}, {}>;
    /** One poll, for everybody to vote in. */
    PollStore: StoreDef<
      "PollStore",
      Musubi.Types.Results,
      {
        /**
         * Gives this voter's vote to an option, and takes it from another that had it.
         *
         * Errors:
         * - `closed`: The poll is closed.
         * - `unknown_option`: The poll has no such option.
         * - `full`: As many people have voted as a poll can take.
         * - `gone`: The poll is gone.
         */
        vote: {
          payload: { option: number };
          reply: never;
          error:
            | { code: "closed"; detail: null }
            | { code: "unknown_option"; detail: null }
            | { code: "full"; detail: { most: number } }
            | { code: "gone"; detail: null };
        };
        /**
         * Takes this voter's vote back.
         *
         * Errors:
         * - `closed`: The poll is closed.
         * - `unknown_option`: The poll has no such option.
         * - `full`: As many people have voted as a poll can take.
         * - `gone`: The poll is gone.
         */
        take_back: {
          payload: {};
          reply: never;
          error:
            | { code: "closed"; detail: null }
            | { code: "unknown_option"; detail: null }
            | { code: "full"; detail: { most: number } }
            | { code: "gone"; detail: null };
        };
        /**
         * Closes the poll. Only who asked can do that.
         *
         * Errors:
         * - `not_yours`: Only who asked can close a poll.
         * - `closed`: The poll is closed.
         * - `gone`: The poll is gone.
         */
        close: {
          payload: {};
          reply: never;
          error:
            | { code: "not_yours"; detail: null }
            | { code: "closed"; detail: null }
            | { code: "gone"; detail: null };
        };
        /** Begins to find out what the votes say by now. The last insight stays meanwhile. */
        analyse: { payload: {}; reply: never; error: never };
      },
      {},
      Musubi.Types.PollParams
    >;
    /** The list of polls, for everybody to add to. */
    PollsStore: StoreDef<
      "PollsStore",
      Musubi.Types.PollList,
      {
        /**
         * Opens a poll, which closes by itself after some seconds, or when who asked closes it.
         *
         * Errors:
         * - `empty_question`: A poll needs a question.
         * - `question_too_long`: The question is too long.
         * - `duplicate_question`: The same question is open already.
         * - `too_few_options`: There is too little to choose from.
         * - `too_many_options`: There is too much to choose from.
         * - `option_too_long`: An option is too long.
         * - `duplicate_option`: An option is there twice.
         * - `closing_time`: The poll closes too soon, or too late.
         * - `too_many_polls`: Too many polls are open.
         */
        create: {
          payload: { question: string; options: string[]; closes_after_seconds?: number | null };
          reply: Musubi.Types.Created;
          error:
            | { code: "empty_question"; detail: null }
            | { code: "question_too_long"; detail: { most: number } }
            | { code: "duplicate_question"; detail: { poll: string } }
            | { code: "too_few_options"; detail: { fewest: number } }
            | { code: "too_many_options"; detail: { most: number } }
            | { code: "option_too_long"; detail: { option: number; most: number } }
            | { code: "duplicate_option"; detail: { option: number } }
            | { code: "closing_time"; detail: { least: number; most: number } }
            | { code: "too_many_polls"; detail: { most: number } };
        };
      },
      {},
      {}
    >;
  }
}

declare namespace Musubi.Types {
  /** An option with its votes. */
  interface Answer {
    /** Tells the options of a poll apart. */
    option: number;
    /** What it says. */
    label: string;
    /** How many votes it has. */
    votes: number;
    /** Its share of the votes, in percent. */
    percent: number;
  }

  /** Who looks at the polls now. */
  interface Audience {
    /** How many people, however many pages each has open. */
    people: number;
    /** Some of them, those who came first. */
    faces: Musubi.Types.Face[];
  }

  /** A poll that was opened. */
  interface Created {
    /** The id of the poll. */
    poll: string;
  }

  /** What may be asked. */
  interface DraftRules {
    /** How many letters a question can have. */
    question_length: number;
    /** How many letters an option can have. */
    option_length: number;
    /** How many options a poll has at least. */
    fewest_options: number;
    /** How many options a poll has at most. */
    most_options: number;
    /** The shortest time after which a poll can close, in seconds. */
    shortest_seconds: number;
    /** The longest time after which a poll can close, in seconds. */
    longest_seconds: number;
  }

  /** Somebody who is here. */
  interface Face {
    /** Tells them apart for as long as they stay. */
    seat: number;
    /** Whether it is this voter. */
    is_me: boolean;
  }

  /** What the votes of a poll say. */
  interface Insight {
    /** How many votes this is about. */
    votes: number;
    /** Who leads. */
    verdict: Musubi.Types.Verdict;
    /**
     * The option that gained most, if any: that has a larger share of the newer half of the votes
     * than of the older one.
     */
    rising: string | null;
  }

  /** Every poll there is. */
  interface PollList {
    /** The polls, the newest first. */
    polls: Musubi.Types.PollSummary[];
    /** What may be asked. */
    rules: Musubi.Types.DraftRules;
  }

  /** Which poll. */
  interface PollParams {
    /** Its id. */
    poll: string;
  }

  /** A poll at a glance. */
  interface PollSummary {
    /** Identifies the poll. */
    id: string;
    /** What is asked. */
    question: string;
    /** How many people have voted. */
    votes: number;
    /** The share of each option, in percent. */
    percents: number[];
    /** Whether it takes votes. */
    is_open: boolean;
    /** Whether it closes by itself. */
    has_deadline: boolean;
    /** Whether this voter has voted. */
    has_my_vote: boolean;
  }

  /** A poll with its results, as one voter sees it. */
  interface Results {
    /** Identifies the poll. */
    id: string;
    /** What is asked. */
    question: string;
    /** What can be answered. */
    answers: Musubi.Types.Answer[];
    /** How many people have voted. */
    votes: number;
    /** The option that this voter has chosen. */
    my_vote: number | null;
    /** Whether this voter asked. */
    is_mine: boolean;
    /** Whether the poll takes votes. */
    is_open: boolean;
    /** In how many seconds it closes, if it is open and closes by itself. */
    closes_in: number | null;
    /** What the votes say. */
    insight: Musubi.AsyncField<Musubi.Types.Insight>;
  }

  /**
   * Who leads.
   *
   * - `tie`: Several have the same, and nobody has more.
   * - `ahead`: One has more than all others.
   */
  type Verdict =
    | { kind: "tie"; leaders: string[] }
    | { kind: "ahead"; leader: string; margin: number };
}
