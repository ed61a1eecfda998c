/**
 * One upload slot of a store.
 *
 * @module
 */

import { IDLE_UPLOAD, type UploadState } from "./idle-upload.js";
import { isRecord, type JsonRecord } from "./json.js";
import { Listeners } from "./listeners.js";
import { replyTo } from "./push.js";
import type { ChannelLike, PushLike } from "./types/socket.js";
import type {
  ExternalUploader,
  UploadConfig,
  UploadEntry,
  UploadError,
  UploadHandle,
  UploadOp,
  UploadStatus,
  WireUploadConfig,
} from "./types/upload.js";
import type { StoreId } from "./types/wire.js";
import {
  configOf,
  progressOf,
  settled,
  uploadAfter,
  uploadEntry,
  withChange,
  withEntry,
  withError,
  withNoticed,
  withoutEntry,
  withProgress,
} from "./upload-state.js";
import { sendChunks } from "./upload-transfer.js";

/** What a slot needs of its root. */
export interface UploadHost {
  /** Sends a message on the root's channel; throws when it is not joined. */
  push(event: string, payload: object): PushLike;
  /** Opens a channel of its own. */
  channel(topic: string, payload: object): ChannelLike;
  /** What sends files elsewhere, by the name that the store gives. */
  uploader(name: string): ExternalUploader | undefined;
  /** The slot changed without an envelope. */
  changed(handle: UploadHandleImpl): void;
}

/** A chosen file, and what the server said to do with it. */
interface Pending {
  readonly file: File;
  readonly target: JsonRecord;
  readonly abort: AbortController;
}

const CHANGE = "change";

/** The {@link UploadHandle} of a store proxy: always reads the newest state. */
export class UploadHandleImpl implements UploadHandle {
  #state: UploadState = IDLE_UPLOAD;
  #view: UploadHandle | undefined;
  readonly #files = new Map<string, Pending>();
  readonly #listeners = new Listeners<[]>();

  readonly #host: UploadHost;

  constructor(
    readonly storeId: StoreId,
    readonly uploadName: string,
    host: UploadHost,
  ) {
    this.#host = host;
  }

  get config(): UploadConfig {
    return this.#state.config;
  }
  get status(): UploadStatus {
    return this.#state.status;
  }
  get entries(): readonly UploadEntry[] {
    return this.#state.entries;
  }
  get errors(): readonly UploadError[] {
    return this.#state.errors;
  }
  get progress(): number {
    return progressOf(this.#state);
  }
  get isIdle(): boolean {
    return this.status === "idle";
  }
  get isSelecting(): boolean {
    return this.status === "selecting";
  }
  get isUploading(): boolean {
    return this.status === "uploading";
  }
  get isSuccess(): boolean {
    return this.status === "success";
  }
  get isError(): boolean {
    return this.status === "error";
  }

  /** The slot as it is now: the same object until something changes. */
  get view(): UploadHandle {
    this.#view ??= {
      ...this.#state,
      progress: this.progress,
      isIdle: this.isIdle,
      isSelecting: this.isSelecting,
      isUploading: this.isUploading,
      isSuccess: this.isSuccess,
      isError: this.isError,
      select: this.select,
      start: this.start,
      cancel: this.cancel,
      reset: this.reset,
    };
    return this.#view;
  }

  /** Calls `listener` after each change; returns the function that ends it. */
  subscribe(listener: () => void): () => void {
    return this.#listeners.add(CHANGE, listener);
  }

  /** Calls the listeners. */
  notify(): void {
    this.#listeners.emit(CHANGE);
  }

  /** Applies what the server sent, and calls the listeners once. Skips what it does not know. */
  applyOps(ops: readonly UploadOp[]): void {
    if (this.receive(ops)) this.notify();
  }

  /** {@link applyOps} without the calls. Returns whether anything changed. */
  receive(ops: readonly UploadOp[]): boolean {
    return this.#set(ops.reduce(uploadAfter, this.#state));
  }

  /** Stops what is on its way, without a word to the server. */
  abandon(): void {
    for (const { abort } of this.#files.values()) abort.abort();
  }

  readonly select = async (files: ArrayLike<File>): Promise<readonly UploadEntry[]> => {
    const chosen = Array.from(files);
    if (chosen.length === 0) return this.entries;
    this.#change((state) => ({ ...state, status: "selecting", errors: [] }));
    const entries = chosen.map((file, index) => ({
      client_ref: String(index),
      name: file.name,
      size: file.size,
      type: file.type,
    }));
    try {
      this.#adopt(chosen, await this.#send("allow_upload", { entries }));
    } catch (error) {
      this.#fail(undefined, "preflight_rejected", error);
      throw error;
    }
    return this.entries;
  };

  readonly start = async (): Promise<void> => {
    const pending = this.entries.filter(({ isPending, ref }) => isPending && this.#files.has(ref));
    if (pending.length === 0) return;
    this.#change((state) => ({ ...state, status: "uploading" }));
    await Promise.all(pending.map((entry) => this.#transfer(entry)));
    this.#change(settled);
  };

  readonly cancel = async (entryRef?: string): Promise<void> => {
    const refs = entryRef === undefined ? this.entries.map(({ ref }) => ref) : [entryRef];
    for (const ref of refs) {
      this.#files.get(ref)?.abort.abort();
      this.#files.delete(ref);
      this.#change((state) => withChange(state, ref, { status: "cancelled" }));
      // Without a connection there is no page that still has the entry.
      await this.#send("cancel_upload", { ref }).catch(() => {});
      this.#change((state) => withoutEntry(state, ref));
    }
  };

  readonly reset = async (): Promise<void> => {
    await this.cancel();
    this.#change((state) => ({ ...state, status: "idle", entries: [], errors: [] }));
  };

  /** Takes over what the server answered to an offer. */
  #adopt(chosen: readonly File[], reply: unknown): void {
    const {
      config,
      entries = {},
      errors = [],
    } = (isRecord(reply) ? reply : {}) as {
      config?: WireUploadConfig;
      entries?: Record<string, JsonRecord>;
      errors?: readonly { client_ref?: string; error: UploadError }[];
    };
    this.#change((before) => {
      let state: UploadState = { ...before, config: configOf(config) };
      chosen.forEach((file, index) => {
        const target = entries[index];
        if (target === undefined) return;
        const ref = String(target["entry_ref"]);
        this.#files.set(ref, { file, target, abort: new AbortController() });
        // Its operation may have come first, and may come later.
        if (state.entries.some((entry) => entry.ref === ref)) return;
        state = withEntry(
          state,
          uploadEntry({
            ref,
            clientName: file.name,
            clientSize: file.size,
            clientType: file.type,
            progress: 0,
            status: "pending",
            errors: [],
          }),
        );
      });
      return errors.reduce((after, { client_ref, error }) => {
        const clientName = chosen[Number(client_ref)]?.name;
        const named = clientName === undefined ? error : { ...error, clientName };
        return withError(after, undefined, named);
      }, state);
    });
  }

  async #transfer(entry: UploadEntry): Promise<void> {
    const { ref } = entry;
    const { file, target, abort } = this.#files.get(ref) as Pending;
    const { signal } = abort;
    const isExternal = target["type"] === "external";
    const onProgress = (percent: number): void => {
      if (!signal.aborted) this.#change((state) => withProgress(state, ref, percent));
    };
    onProgress(0);
    try {
      if (isExternal) await this.#hand({ entry, file, target, signal, onProgress });
      else {
        const channel = this.#host.channel(`musubi_upload:${ref}`, { token: target["token"] });
        await sendChunks(channel, this.config.chunkSize, { file, signal, onProgress });
      }
      onProgress(100);
    } catch (error) {
      if (signal.aborted) return;
      const code = isExternal ? "external_failed" : "internal";
      const message = this.#fail(ref, code, error);
      if (isExternal) await this.#send("upload_error", { ref, code, message }).catch(() => {});
    } finally {
      this.#files.delete(ref);
    }
  }

  /** Hands a file to the application's own uploader, and tells the server how far it is. */
  async #hand(args: {
    entry: UploadEntry;
    file: File;
    target: JsonRecord;
    signal: AbortSignal;
    onProgress(percent: number): void;
  }): Promise<void> {
    const { entry, file, target, signal } = args;
    const name = String(target["uploader"]);
    const uploader = this.#host.uploader(name);
    if (uploader === undefined) throw new Error(`No registered uploader for "${name}"`);
    let told = 0;
    const tell = (progress: number) => {
      told = progress;
      return this.#send("upload_progress", { ref: entry.ref, progress });
    };
    const onProgress = (percent: number): void => {
      // 100 would complete the entry, and that is for when the uploader is done.
      const progress = Math.min(Math.max(Math.round(percent), 0), 99);
      if (signal.aborted || !(progress > told)) return;
      args.onProgress(progress);
      tell(progress).catch(() => {});
    };
    await uploader({ entry, file, meta: target["meta"], signal, onProgress });
    if (!signal.aborted) await tell(100);
  }

  #send(event: string, payload: object): Promise<unknown> {
    const message = { store_id: this.storeId, name: this.uploadName, ...payload };
    try {
      return replyTo(this.#host.push(event, message));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Notes a failure that the server has not told; returns its words. */
  #fail(ref: string | undefined, code: string, error: unknown): string {
    const message = error instanceof Error ? error.message : String(error);
    this.#change((state) => withNoticed(state, ref, { code, message }));
    return message;
  }

  #change(change: (state: UploadState) => UploadState): void {
    if (!this.#set(change(this.#state))) return;
    this.#host.changed(this);
    this.notify();
  }

  #set(state: UploadState): boolean {
    if (state === this.#state) return false;
    this.#state = state;
    this.#view = undefined;
    return true;
  }
}
