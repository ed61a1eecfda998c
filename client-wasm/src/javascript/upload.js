// An upload as `@musubi/client` shows it, over the Rust client.

const IDLE = {
  config: { accept: "any", maxEntries: 1, maxFileSize: 8_000_000, chunkSize: 64_000 },
  status: "idle",
  entries: [],
  errors: [],
};

/** Errors that were noticed here before the server told its own view of them. */
const noticed = new WeakSet();

/** One upload of a store. */
class Upload {
  #state = IDLE;
  #view;
  #host;
  #uploaders;
  /** What stops a file that is on its way, by its ref. */
  #aborts = new Map();

  constructor(host, uploaders, json) {
    this.#host = host;
    this.#uploaders = uploaders;
    const { config, entries, errors } = JSON.parse(json);
    this.receive({ op: "config", config });
    for (const entry of entries) this.receive({ op: "add", ref: entry.ref, entry });
    for (const error of errors) this.receive({ op: "error", error });
  }

  /** The upload as it is now: the same object until something changes. */
  get view() {
    const { status, entries } = this.#state;
    const sum = entries.reduce((total, entry) => total + entry.progress, 0);
    this.#view ??= {
      ...this.#state,
      progress: entries.length === 0 ? 0 : Math.round(sum / entries.length),
      isIdle: status === "idle",
      isSelecting: status === "selecting",
      isUploading: status === "uploading",
      isSuccess: status === "success",
      isError: status === "error",
      select: this.select,
      start: this.start,
      cancel: this.cancel,
      reset: this.reset,
    };
    return this.#view;
  }

  /** Takes what the server sent. */
  receive(op) {
    this.#set(after(this.#state, op));
  }

  select = async (files) => {
    const chosen = Array.from(files);
    if (chosen.length === 0) return this.#state.entries;
    if (chosen.some((file) => !(file instanceof File)))
      throw new TypeError("select: expected files");
    this.#change((state) => ({ ...state, status: "selecting", errors: [] }));
    const [kind, said, reply] = await this.#host.offer(chosen);
    if (kind !== "ok") {
      this.#fail(undefined, "preflight_rejected", said);
      throw new Error(said);
    }
    const { files: taken, refused } = JSON.parse(reply);
    this.#change((before) => {
      let state = before;
      for (const entry of taken) {
        // Its operation may have come first, and may come later.
        if (state.entries.every(({ ref }) => ref !== entry.ref))
          state = withEntry(state, entryOf(entry));
      }
      return refused.reduce((state, error) => withError(state, undefined, error), state);
    });
    return this.#state.entries;
  };

  start = async () => {
    const pending = this.#state.entries.filter(
      ({ isPending, ref }) => isPending && this.#host.has(ref),
    );
    if (pending.length === 0) return;
    this.#change((state) => ({ ...state, status: "uploading" }));
    await Promise.all(pending.map((entry) => this.#transfer(entry)));
    this.#change(settled);
  };

  cancel = async (entryRef) => {
    const refs = entryRef === undefined ? this.#state.entries.map(({ ref }) => ref) : [entryRef];
    for (const ref of refs) {
      this.#aborts.get(ref)?.abort();
      this.#change((state) => withChange(state, ref, { status: "cancelled" }));
      await this.#host.cancel(String(ref));
      this.#change((state) => withoutEntry(state, ref));
    }
  };

  reset = async () => {
    await this.cancel();
    this.#change((state) => ({ ...state, status: "idle", entries: [], errors: [] }));
  };

  async #transfer(entry) {
    const { ref } = entry;
    const abort = new AbortController();
    this.#aborts.set(ref, abort);
    const progress = (percent) => {
      if (!abort.signal.aborted) this.#change((state) => withProgress(state, ref, percent));
    };
    progress(0);
    const external = this.#host.external(ref);
    const failure = external
      ? await this.#hand(entry, external, abort.signal, progress)
      : await this.#host.send(ref);
    this.#aborts.delete(ref);
    if (abort.signal.aborted) return;
    if (failure === undefined) progress(100);
    else this.#fail(ref, external ? "external_failed" : "internal", failure);
  }

  /** Hands a file to the application's own uploader. Resolves with what went wrong. */
  async #hand(entry, [name, meta, file], signal, progress) {
    const { ref } = entry;
    let told = 0;
    const onProgress = (percent) => {
      // 100 would complete the entry, and that is for when the uploader is done.
      const rounded = Math.min(Math.max(Math.round(percent), 0), 99);
      if (signal.aborted || !(rounded > told)) return;
      told = rounded;
      progress(rounded);
      this.#host.report(ref, rounded);
    };
    try {
      const known = Object.hasOwn(this.#uploaders ?? {}, name) ? this.#uploaders[name] : undefined;
      if (known === undefined) throw new Error(`No registered uploader for "${name}"`);
      await known({ entry, file, meta: JSON.parse(meta), signal, onProgress });
    } catch (error) {
      if (signal.aborted) return undefined;
      const message = error instanceof Error ? error.message : String(error);
      await this.#host.finish(ref, message);
      return message;
    }
    return signal.aborted ? undefined : this.#host.finish(ref, undefined);
  }

  #fail(ref, code, message) {
    const error = { code, message };
    noticed.add(error);
    this.#change((state) => {
      const isKnown = state.entries.some((entry) => entry.ref === ref && entry.isError);
      return isKnown ? state : withError(state, ref, error);
    });
  }

  #change(change) {
    if (this.#set(change(this.#state))) this.#host.changed();
  }

  #set(state) {
    if (state === this.#state) return false;
    this.#state = state;
    this.#view = undefined;
    return true;
  }
}

/** Makes an upload of what Rust knows of it as JSON. */
export function upload(host, uploaders, json) {
  return new Upload(host, uploaders, json);
}

/** Tells an upload what the server sent, as JSON. */
export function receive(upload, json) {
  upload.receive(JSON.parse(json));
}

/** What a snapshot holds. */
export function view(upload) {
  return upload.view;
}

function after(state, op) {
  switch (op.op) {
    case "config":
      return { ...state, config: configOf(op.config) };
    case "add":
      return withOffered(state, entryOf({ ...op.entry, ref: op.ref }));
    case "progress":
      return withProgress(state, op.ref, op.progress);
    case "complete":
      return settled(withProgress(state, op.ref, 100));
    case "error":
      return withError(state, op.ref, op.error);
    case "cancel":
      return withoutEntry(state, op.ref);
    case "reset":
      return { ...state, entries: none(state.entries), errors: none(state.errors) };
    case "forget":
      return IDLE;
    default:
      return state;
  }
}

/** No rows: the same ones where there are none already. */
function none(rows) {
  return rows.length === 0 ? rows : [];
}

function withEntry(state, entry) {
  const index = state.entries.findIndex(({ ref }) => ref === entry.ref);
  const entries = state.entries.slice();
  entries[index === -1 ? entries.length : index] = entry;
  return { ...state, entries };
}

/** Adds an entry that the server tells of, unless it is on its way already: it was chosen here. */
function withOffered(state, entry) {
  const old = state.entries.find(({ ref }) => ref === entry.ref);
  return old === undefined || old.isPending ? withEntry(state, entry) : state;
}

function withChange(state, ref, change) {
  const old = state.entries.find((entry) => entry.ref === ref);
  return old === undefined ? state : withEntry(state, complete({ ...old, ...change }));
}

/** Progress never goes back. */
function withProgress(state, ref, percent) {
  const old = state.entries.find((entry) => entry.ref === ref);
  const goesOn = old?.isPending || (old?.isUploading && percent > old.progress);
  if (!goesOn || !(percent >= 0)) return state;
  const progress = Math.min(percent, 100);
  return withChange(state, ref, { progress, status: progress === 100 ? "success" : "uploading" });
}

function withError(state, ref, error) {
  if (ref === undefined) return { ...state, status: "error", errors: [...state.errors, error] };
  const old = state.entries.find((entry) => entry.ref === ref);
  if (old === undefined) return state;
  const errors = [...old.errors.filter((known) => !noticed.has(known)), error];
  return { ...withChange(state, ref, { errors, status: "error" }), status: "error" };
}

function withoutEntry(state, ref) {
  const entries = state.entries.filter((entry) => entry.ref !== ref);
  const status = entries.length === 0 && state.status !== "idle" ? "cancelled" : state.status;
  return entries.length === state.entries.length ? state : { ...state, entries, status };
}

/** The status that follows from the entries, once none of them is on its way. */
function settled(state) {
  const { entries } = state;
  const isOpen = entries.some((entry) => entry.isPending || entry.isUploading);
  if (entries.length === 0 || isOpen) return state;
  return { ...state, status: entries.every((entry) => entry.isSuccess) ? "success" : "error" };
}

function configOf(wire) {
  const { accept, max_entries, max_file_size, chunk_size } = wire;
  return { accept, maxEntries: max_entries, maxFileSize: max_file_size, chunkSize: chunk_size };
}

function entryOf(wire) {
  return complete({
    ref: wire.ref,
    clientName: wire.client_name,
    clientSize: wire.client_size,
    clientType: wire.client_type,
    progress: wire.progress,
    status: wire.status,
    errors: wire.errors,
  });
}

function complete(fields) {
  const { status } = fields;
  return {
    ...fields,
    isPending: status === "pending",
    isUploading: status === "uploading",
    isSuccess: status === "success",
    isError: status === "error",
    isCancelled: status === "cancelled",
  };
}
