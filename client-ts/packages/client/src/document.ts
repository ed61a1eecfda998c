/**
 * The state of one root: the wire tree, its stores and its streams.
 *
 * @module
 */

import { type Cell, StoreCell, StreamCell } from "./cell.js";
import { isContainer, type JsonRecord, mapMembers } from "./json.js";
import { applyPatch } from "./patch.js";
import { reconcileSnapshot } from "./reconcile.js";
import { shallowEqual } from "./shallow-equal.js";
import { StoreIndex, type TouchedStores } from "./store-index.js";
import { changesOf, install, listOf, type StreamTable } from "./stream.js";
import type { JsonPatchOp, StreamOp, WireAsyncResult } from "./types/wire.js";

/** A list or object, for reading its members by index or key. */
type Members = Readonly<Record<string | number, unknown>>;

/** The state of one root. */
export class Document {
  private root: unknown;
  private readonly index = new StoreIndex();
  private readonly streams: StreamTable = new Map();

  /** The wire tree, markers in place; `undefined` before the first patch. */
  get tree(): unknown {
    return this.root;
  }

  /**
   * Applies the operations of one envelope: all of them, or none when it throws.
   * Returns the stores that it touched; see {@link differs}.
   *
   * @throws `Error` when an operation is malformed or does not fit the tree.
   */
  apply(ops: readonly JsonPatchOp[], streamOps: readonly StreamOp[]): TouchedStores {
    const root = applyPatch(this.root, ops);
    const streamChanges = changesOf(this.streams, streamOps);
    // Nothing from here on can fail.
    this.index.update(this.root, root);
    this.root = root;
    for (const change of streamChanges) {
      if (this.index.store(change.storeKey) === undefined) continue;
      install(this.streams, change);
      this.index.touchStream(change.storeKey, change.stream);
    }
    return this.takeTouched();
  }

  /** Empties the document; returns the stores that it had. */
  clear(): TouchedStores {
    this.index.update(this.root, undefined);
    this.root = undefined;
    return this.takeTouched();
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
    return this.project(this.index.store(key)?.node);
  }

  /**
   * A value of the wire tree as a proxy shows it: as in a snapshot, except that
   * `proxyOf` stands in for child stores.
   */
  live(value: unknown, proxyOf: (store: StoreCell) => unknown): unknown {
    if (!isContainer(value)) return value;
    const cell = this.index.cellOf(value);
    if (cell instanceof StoreCell) return proxyOf(cell);
    if (cell?.role.kind !== "plain") return this.project(value);
    return mapMembers(value, (member) => this.live(member, proxyOf));
  }

  /**
   * A value of the wire tree as application code reads it: streams as arrays of
   * their items, async values as `{ status, data, error }`, all else as itself.
   * Gives the same object as last time unless something in it differs.
   */
  private project(value: unknown): unknown {
    if (!isContainer(value)) return value;
    const cell = this.index.cellOf(value);
    if (cell === undefined) return value;
    if (!cell.isCurrent(value)) {
      const view = this.build(value, cell);
      if (cell instanceof StoreCell) {
        // A store that was sent anew, or a part that is now of another kind, can still read the same.
        cell.view = reconcileSnapshot(cell.view, view);
      } else if (!shallowEqual(cell.view, view)) {
        cell.view = view;
      }
      cell.viewOf = value;
      cell.stale = false;
    }
    return cell.view;
  }

  private build(value: JsonRecord | unknown[], cell: Cell): unknown {
    if (cell instanceof StreamCell) {
      return cell.owner === undefined
        ? []
        : listOf(this.streams, cell.owner.key, cell.stream).items;
    }
    if (cell.role.kind === "async") {
      const { status, result, reason } = value as unknown as WireAsyncResult;
      return { status, data: this.project(result), error: status === "failed" ? reason : null };
    }
    // Where only containers changed, a member that is the same object reads the same.
    const before = (cell.stale ? undefined : cell.viewOf) as Members | undefined;
    const view = cell.view as Members;
    return mapMembers(value, (member, key) =>
      before !== undefined && before[key] === member ? view[key] : this.project(member),
    );
  }

  private takeTouched(): TouchedStores {
    const touched = this.index.takeTouched();
    for (const key of touched.keys()) {
      if (this.index.store(key) === undefined) this.streams.delete(key);
    }
    return touched;
  }
}
