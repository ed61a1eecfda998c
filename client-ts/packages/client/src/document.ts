/**
 * The state of one root: the wire tree, its stores, streams and uploads.
 *
 * @module
 */

import { type Cell, ItemsCell, SlotCell, StoreCell } from "./cell.js";
import { isContainer, type JsonRecord, mapMembers } from "./json.js";
import { applyPatch } from "./patch.js";
import { reconcile, reconcileSnapshot } from "./reconcile.js";
import { storeIdKey } from "./store-id.js";
import { StoreIndex, type TouchedStores } from "./store-index.js";
import { changesOf, install, listOf, type StreamTable } from "./stream.js";
import type { JsonPatchOp, StreamOp, WireAsyncResult } from "./types/wire.js";
import type { UploadHandleImpl, UploadHost } from "./upload-handle.js";
import { UploadSlots } from "./upload-slots.js";

/** A list or object, for reading its members by index or key. */
type Members = Readonly<Record<string | number, unknown>>;

/** Changes what a document shows, by {@link Document.show} and {@link Document.setItems}. */
export type Layer = (document: Document) => void;

/** What one envelope did to a document. */
export interface Applied {
  /** The stores that it touched; see {@link Document.differs}. */
  readonly stores: TouchedStores;
  /** The uploads that changed. */
  readonly uploads: readonly UploadHandleImpl[];
}

/** The state of one root. */
export class Document {
  /** What the server sent... */
  #root: unknown;
  /** ...and what is shown: the same, unless a layer changes it. */
  #shown: unknown;
  readonly index = new StoreIndex();
  readonly #streams: StreamTable = new Map();
  /** The items that the layer gave to streams, by store key, then by stream name... */
  #layered = new Map<string, Map<string, readonly unknown[]>>();
  /** ...and those that it gave before it ran again. */
  #before = this.#layered;
  /** The upload slots. */
  readonly uploads: UploadSlots;

  constructor(host: UploadHost) {
    this.uploads = new UploadSlots(host);
  }

  /** The server's wire tree, markers in place; `undefined` before the first patch. */
  get tree(): unknown {
    return this.#root;
  }

  /** The tree that is shown. */
  get shown(): unknown {
    return this.#shown;
  }

  /**
   * Applies the operations of one envelope: all of them, or none when it throws.
   *
   * @throws `Error` when an operation is malformed or does not fit the tree.
   */
  apply(
    ops: readonly JsonPatchOp[],
    streamOps: readonly StreamOp[],
    uploadOps: readonly unknown[] = [],
    layer?: Layer,
  ): Applied {
    const root = applyPatch(this.#root, ops);
    const streamChanges = changesOf(this.#streams, streamOps);
    // Nothing from here on can fail.
    this.#root = root;
    this.show(root);
    for (const change of streamChanges) {
      if (this.index.store(change.storeKey) === undefined) continue;
      install(this.#streams, change);
      this.#showItems(change.storeKey, change.stream);
    }
    this.#lay(layer);
    const uploads = this.uploads.receive(uploadOps, this.index.hasUploads);
    for (const upload of uploads) this.#touchUpload(upload);
    return { stores: this.#takeTouched(), uploads };
  }

  /** Shows what the server sent with `layer` on top; returns the stores that it touched. */
  lay(layer: Layer): TouchedStores {
    this.show(this.#root);
    this.#lay(layer);
    return this.#takeTouched();
  }

  /** For a layer: shows a changed tree. */
  show(tree: unknown): void {
    this.index.update(this.#shown, tree);
    this.#shown = tree;
  }

  /** For a layer: the items of a stream. */
  items(storeKey: string, stream: string): readonly unknown[] {
    return (
      this.#layered.get(storeKey)?.get(stream) ?? listOf(this.#streams, storeKey, stream).items
    );
  }

  /** For a layer: gives a stream other items. */
  setItems(storeKey: string, stream: string, items: readonly unknown[]): void {
    const streams = this.#layered.get(storeKey) ?? new Map<string, readonly unknown[]>();
    const shown = this.#before.get(storeKey)?.get(stream);
    this.#layered.set(storeKey, streams.set(stream, reconcile(shown, items) as unknown[]));
  }

  /** An upload changed by itself; returns the stores that show it. */
  uploadChanged(upload: UploadHandleImpl): TouchedStores {
    this.#touchUpload(upload);
    return this.#takeTouched();
  }

  /** Empties the document; returns the stores that it had. */
  clear(): TouchedStores {
    this.show(undefined);
    this.#root = undefined;
    return this.#takeTouched();
  }

  /** The cell of a store, or `undefined` when the tree has no such store. */
  store(key: string): StoreCell | undefined {
    return this.index.store(key);
  }

  /**
   * Whether a touched store reads differently than `view`, which is what it read
   * as before. Nobody can tell when it was not read before, so it does then.
   */
  differs(key: string, view: unknown): boolean {
    return view === undefined || this.snapshot(key) !== view;
  }

  /** A store as plain data, or `undefined` when the tree has no such store. */
  snapshot(key: string): unknown {
    return this.#project(this.index.store(key)?.node);
  }

  /**
   * A value of the wire tree as a proxy shows it: as in a snapshot, except that
   * `proxyOf` stands in for child stores, and uploads are handles that live on.
   */
  live(value: unknown, proxyOf: (store: StoreCell) => unknown): unknown {
    if (!isContainer(value)) return value;
    const cell = this.index.cellOf(value);
    if (cell instanceof StoreCell) return proxyOf(cell);
    if (cell instanceof SlotCell && cell.slot === "upload") {
      return cell.owner && this.uploads.handle(cell.owner.id, cell.name);
    }
    if (cell?.role.kind !== "plain") return this.#project(value);
    return mapMembers(value, (member) => this.live(member, proxyOf));
  }

  /**
   * A value of the wire tree as application code reads it: streams as arrays of
   * their items, async values as `{ status, data, error }`, uploads as what they
   * are at this moment, all else as itself. Gives the same object as last time
   * unless something in it differs.
   */
  #project(value: unknown): unknown {
    if (!isContainer(value)) return value;
    const cell = this.index.cellOf(value);
    if (cell === undefined || (cell instanceof ItemsCell && cell.isPlain)) return value;
    if (!cell.isCurrent(value)) {
      // What was sent anew, or has a part that is now of another kind, can still read the same.
      cell.view = reconcileSnapshot(cell.view, this.#build(value, cell));
      cell.viewOf = value;
      cell.stale = false;
    }
    return cell.view;
  }

  #build(value: JsonRecord | unknown[], cell: Cell): unknown {
    if (cell instanceof SlotCell) return this.#buildSlot(cell);
    if (cell.role.kind === "async") {
      const { status, result, reason } = value as unknown as WireAsyncResult;
      return { status, data: this.#project(result), error: status === "failed" ? reason : null };
    }
    // Where only containers changed, a member that is the same object reads the same.
    const before = (cell.stale ? undefined : cell.viewOf) as Members | undefined;
    const view = cell.view as Members;
    return mapMembers(value, (member, key) =>
      before !== undefined && before[key] === member ? view[key] : this.#project(member),
    );
  }

  #buildSlot(cell: SlotCell): unknown {
    const { owner, slot, name } = cell;
    if (slot === "upload") return owner && this.uploads.view(owner.id, name);
    const items = owner?.items.get(name);
    if (owner === undefined || items?.isBusy) return [];
    if (items !== undefined) items.isBusy = true;
    const view = this.#project(this.items(owner.key, name));
    if (items !== undefined) items.isBusy = false;
    return view;
  }

  #showItems(storeKey: string, stream: string): void {
    this.index.updateItems(storeKey, stream, this.items(storeKey, stream));
  }

  #lay(layer: Layer | undefined): void {
    this.#before = this.#layered;
    this.#layered = new Map();
    layer?.(this);
    for (const table of [this.#before, this.#layered]) {
      for (const [storeKey, streams] of table) {
        for (const stream of streams.keys()) this.#showItems(storeKey, stream);
      }
    }
  }

  #touchUpload({ storeId, uploadName }: UploadHandleImpl): void {
    this.index.touchSlot(storeIdKey(storeId), "upload", uploadName);
  }

  #takeTouched(): TouchedStores {
    const touched = this.index.takeTouched();
    let left = false;
    for (const key of touched.keys()) {
      if (this.index.store(key) !== undefined) continue;
      this.#streams.delete(key);
      left = true;
    }
    if (left) this.uploads.prune((key) => this.index.store(key) !== undefined);
    return touched;
  }
}
