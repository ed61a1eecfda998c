/**
 * The upload slots of one root, and the code for them, which is loaded once a
 * slot shows up: what never uploads does without.
 *
 * @module
 */

import { IDLE_UPLOAD } from "./idle-upload.js";
import type { UploadHandle } from "./types/upload.js";
import type { StoreId } from "./types/wire.js";
import type { UploadHandleImpl, UploadHost } from "./upload-handle.js";
import type { UploadTable } from "./uploads.js";

let code: typeof import("./uploads.js") | undefined;

/** The upload slots of one root: idle while their code is on its way. */
export class UploadSlots {
  readonly #host: UploadHost;
  readonly #table: UploadTable = new Map();
  /** Operations that came before the code. */
  #waiting: unknown[] = [];
  #loading: Promise<void> | undefined;

  constructor(host: UploadHost) {
    this.#host = host;
  }

  /** Settles when the code is there or failed to load; `undefined` when nothing waits for it. */
  get loading(): Promise<void> | undefined {
    return this.#loading;
  }

  /** Applies what the server sent; returns the handles that changed. `isUsed` loads the code. */
  receive(ops: readonly unknown[], isUsed: boolean): UploadHandleImpl[] {
    const all = [...this.#waiting, ...ops];
    this.#waiting = [];
    if (code !== undefined) return code.receiveUploadOps(this.#table, all, this.#host);
    this.#waiting = all;
    if (isUsed || all.length > 0) void this.#load();
    return [];
  }

  /** What a slot is to a store proxy: it reads through to the newest state. */
  handle(storeId: StoreId, name: string): UploadHandle {
    return (
      this.#known(storeId, name) ??
      new Proxy(this.#idle(storeId, name), {
        get: (idle, key) => Reflect.get(this.#known(storeId, name) ?? idle, key),
      })
    );
  }

  /** What a slot is to a snapshot: the same object until something changes. */
  view(storeId: StoreId, name: string): UploadHandle {
    return this.#known(storeId, name)?.view ?? this.#idle(storeId, name);
  }

  /** Drops the slots of every store for which `isLive(storeIdKey)` does not hold. */
  prune(isLive: (storeKey: string) => boolean): void {
    code?.pruneUploads(this.#table, isLive);
  }

  #known(storeId: StoreId, name: string): UploadHandleImpl | undefined {
    return code?.getUploadHandle(this.#table, storeId, name, this.#host);
  }

  #idle(storeId: StoreId, name: string): UploadHandle {
    void this.#load();
    return {
      ...IDLE_UPLOAD,
      progress: 0,
      isIdle: true,
      isSelecting: false,
      isUploading: false,
      isSuccess: false,
      isError: false,
      select: async (files) => {
        await this.#load();
        return (this.#known(storeId, name) as UploadHandleImpl).select(files);
      },
      // Without the code, nothing was chosen yet.
      start: async () => this.#known(storeId, name)?.start(),
      cancel: async (ref) => this.#known(storeId, name)?.cancel(ref),
      reset: async () => this.#known(storeId, name)?.reset(),
    };
  }

  /** Loads the code, if it is not there; what fails is tried again the next time. */
  #load(): Promise<void> {
    this.#loading ??= import("./uploads.js")
      .then((uploads) => {
        code = uploads;
        for (const handle of this.receive([], true)) {
          this.#host.changed(handle);
          handle.notify();
        }
      })
      .finally(() => {
        this.#loading = undefined;
      });
    // Whoever chooses a file is told.
    this.#loading.catch(() => {});
    return this.#loading;
  }
}
