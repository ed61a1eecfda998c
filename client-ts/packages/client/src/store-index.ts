/**
 * Knows the stores of a wire tree, and is kept up to date by what a patch
 * changed rather than by walking the tree again.
 *
 * @module
 */

import { Cell, roleOf, StoreCell, StreamCell, sameRole } from "./cell.js";
import { isContainer } from "./json.js";
import { difference, type Frame, type Graft } from "./tree-difference.js";

/** The stores that one update touched, with what they read as before (`undefined`: unknown). */
export type TouchedStores = Map<string, unknown>;

/**
 * The cells of one document.
 *
 * Every store, stream place and async value of the tree has a cell, and so has
 * every container above one. A container without a cell is plain data through
 * and through.
 */
export class StoreIndex {
  private readonly cells = new WeakMap<object, Cell>();
  private readonly stores = new Map<string, StoreCell>();
  private touched: TouchedStores = new Map();
  /** Stores that left the tree during this update and may come back elsewhere. */
  private readonly leaving = new Map<string, StoreCell>();

  /** The cell of a container, or `undefined` for plain data. */
  cellOf(container: object): Cell | undefined {
    return this.cells.get(container);
  }

  /** The cell of a store that is part of the tree. */
  store(key: string): StoreCell | undefined {
    return this.stores.get(key);
  }

  /**
   * Follows the tree from `prev` to `next`. Visits only what is not the same
   * object in both.
   */
  update(prev: unknown, next: unknown): void {
    const { drops, grafts } = difference(prev, next, (before, after) => this.follow(before, after));
    for (const container of drops) this.drop(container);
    for (const graft of grafts) this.graft(graft);
    this.leaving.clear();
  }

  /** Marks everything that shows a stream as out of date. */
  touchStream(key: string, stream: string): void {
    for (const place of this.stores.get(key)?.streams.get(stream) ?? []) {
      for (let cell: Cell | undefined = place; cell !== undefined; cell = cell.parent) {
        if (cell instanceof StoreCell) this.touch(cell);
        cell.stale = true;
      }
    }
  }

  /** The stores touched since the last call. */
  takeTouched(): TouchedStores {
    const touched = this.touched;
    this.touched = new Map();
    return touched;
  }

  /** Lets the cell of `prev` live on with `next`, if the two are versions of one thing. */
  private follow(prev: object, next: object): boolean {
    if (Array.isArray(prev) !== Array.isArray(next)) return false;
    const cell = this.cells.get(prev);
    const role = roleOf(next);
    if (!sameRole(cell?.role ?? roleOf(prev), role)) return false;
    if (cell === undefined) return true;
    if (cell instanceof StoreCell) {
      this.touch(cell);
      cell.node = next;
    }
    this.cells.set(next, cell);
    return true;
  }

  private drop(container: object): void {
    const cell = this.cells.get(container);
    if (cell === undefined) return;
    if (cell instanceof StoreCell && cell.node === container) {
      this.touch(cell);
      cell.node = undefined;
      this.stores.delete(cell.key);
      this.leaving.set(cell.key, cell);
    }
    if (cell instanceof StreamCell) cell.owner?.streams.get(cell.stream)?.delete(cell);
    for (const child of Object.values(container)) {
      if (isContainer(child)) this.drop(child);
    }
  }

  private graft({ container, above }: Graft): void {
    const owner = this.ownerOf(above);
    const cell = this.plant(container, owner);
    if (cell !== undefined) cell.parent = this.ensureCell(above);
  }

  /** Gives cells to a new subtree; returns its own, or `undefined` for plain data. */
  private plant(container: object, owner: StoreCell | undefined): Cell | undefined {
    let cell = this.specialCell(container, owner);
    const inner = cell instanceof StoreCell ? cell : owner;
    for (const child of Object.values(container)) {
      const below = isContainer(child) ? this.plant(child, inner) : undefined;
      if (below === undefined) continue;
      cell ??= this.branchCell(container);
      below.parent = cell;
    }
    if (cell !== undefined) {
      cell.stale = true;
      this.cells.set(container, cell);
    }
    return cell;
  }

  /** The cell of a store, stream place or async value. */
  private specialCell(container: object, owner: StoreCell | undefined): Cell | undefined {
    const role = roleOf(container);
    const known = this.cells.get(container);
    switch (role.kind) {
      case "plain":
        return undefined;
      case "async":
        return known ?? new Cell(role);
      case "stream": {
        const cell = known instanceof StreamCell ? known : new StreamCell(role.stream);
        cell.owner = owner;
        if (owner !== undefined) placesOf(owner, role.stream).add(cell);
        return cell;
      }
      case "store": {
        const cell =
          this.stores.get(role.key) ??
          this.leaving.get(role.key) ??
          new StoreCell(role.key, role.id);
        this.touch(cell);
        cell.node = container;
        this.stores.set(role.key, cell);
        return cell;
      }
    }
  }

  private branchCell(container: object): Cell {
    const known = this.cells.get(container);
    return known ?? new Cell({ kind: "plain" });
  }

  private ownerOf(frame: Frame | undefined): StoreCell | undefined {
    for (let at = frame; at !== undefined; at = at.above) {
      const cell = this.cells.get(at.container);
      if (cell instanceof StoreCell) return cell;
    }
    return undefined;
  }

  private ensureCell(frame: Frame | undefined): Cell | undefined {
    if (frame === undefined) return undefined;
    const known = this.cells.get(frame.container);
    if (known !== undefined) return known;
    const cell = new Cell({ kind: "plain" });
    this.cells.set(frame.container, cell);
    cell.parent = this.ensureCell(frame.above);
    return cell;
  }

  private touch(cell: StoreCell): void {
    if (this.touched.has(cell.key)) return;
    const current = cell.node !== undefined && cell.isCurrent(cell.node);
    this.touched.set(cell.key, current ? cell.view : undefined);
  }
}

function placesOf(owner: StoreCell, stream: string): Set<StreamCell> {
  let places = owner.streams.get(stream);
  if (places === undefined) {
    places = new Set();
    owner.streams.set(stream, places);
  }
  return places;
}
