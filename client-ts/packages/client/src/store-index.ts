/**
 * Knows the stores of a wire tree, and is kept up to date by what a patch
 * changed rather than by walking the tree again.
 *
 * @module
 */

import { Cell, ItemsCell, PLAIN, roleOf, SlotCell, StoreCell, sameRole, slotKey } from "./cell.js";
import { isContainer } from "./json.js";
import type { SlotKind } from "./marker.js";
import { difference, type Frame, type Graft } from "./tree-difference.js";

/** The stores that one update touched, with what they read as before (`undefined`: unknown). */
export type TouchedStores = Map<string, unknown>;

/**
 * The cells of one document.
 *
 * Every store, stream, upload and async value of the tree has a cell, and so has
 * every container above one. A container without a cell is plain data through
 * and through. The items of streams hang below the stores that own them.
 */
export class StoreIndex {
  readonly #cells = new WeakMap<object, Cell>();
  readonly #stores = new Map<string, StoreCell>();
  #touched: TouchedStores = new Map();
  /** Stores that left the tree during this update and may come back elsewhere. */
  readonly #leaving = new Map<string, StoreCell>();
  /** Whether the tree ever had an upload. */
  hasUploads = false;

  /** The cell of a container, or `undefined` for plain data. */
  cellOf(container: object): Cell | undefined {
    return this.#cells.get(container);
  }

  /** The cell of a store that is part of the tree. */
  store(key: string): StoreCell | undefined {
    return this.#stores.get(key);
  }

  /**
   * Follows the tree from `prev` to `next`. Visits only what is not the same
   * object in both.
   */
  update(prev: unknown, next: unknown): void {
    this.#follow(prev, next);
    // Dropping the items of one store may let others leave, which are then visited too.
    for (const store of this.#leaving.values()) {
      if (store.node !== undefined) continue;
      for (const cell of store.items.values()) this.#moveItems(cell, undefined);
    }
    this.#leaving.clear();
  }

  /** Follows a stream to its next items, and marks everything that shows it as out of date. */
  updateItems(key: string, stream: string, next: readonly unknown[]): void {
    const owner = this.#stores.get(key);
    if (owner === undefined) return;
    let cell = owner.items.get(stream);
    if (cell === undefined) {
      cell = new ItemsCell(owner, stream);
      owner.items.set(stream, cell);
    }
    if (cell.items === next) return;
    this.#moveItems(cell, next);
    this.update(undefined, undefined);
    this.touchSlot(key, "stream", stream);
  }

  /** Marks everything that shows a stream or an upload as out of date. */
  touchSlot(key: string, kind: SlotKind, name: string): void {
    const owner = this.#stores.get(key);
    if (owner !== undefined) this.#outdatePlaces(owner, slotKey(kind, name));
  }

  /** The stores touched since the last call. */
  takeTouched(): TouchedStores {
    const touched = this.#touched;
    this.#touched = new Map();
    return touched;
  }

  #moveItems(cell: ItemsCell, next: readonly unknown[] | undefined): void {
    const prev = cell.items;
    cell.items = next;
    if (next !== undefined) this.#cells.set(next, cell);
    this.#follow(prev, next);
  }

  #follow(prev: unknown, next: unknown): void {
    const { drops, grafts } = difference(prev, next, (before, after) => this.#pair(before, after));
    for (const container of drops) this.#drop(container);
    for (const graft of grafts) this.#graft(graft);
  }

  /** Lets the cell of `prev` live on with `next`, if the two are versions of one thing. */
  #pair(prev: object, next: object): boolean {
    if (Array.isArray(prev) !== Array.isArray(next)) return false;
    const cell = this.#cells.get(prev);
    const role = roleOf(next);
    if (!sameRole(cell?.role ?? roleOf(prev), role)) return false;
    if (cell === undefined) return true;
    if (cell instanceof StoreCell) {
      this.#touch(cell);
      cell.node = next;
    }
    this.#cells.set(next, cell);
    return true;
  }

  #drop(container: object): void {
    const cell = this.#cells.get(container);
    if (cell === undefined) return;
    if (cell instanceof StoreCell && cell.node === container) {
      this.#touch(cell);
      cell.node = undefined;
      this.#stores.delete(cell.key);
      this.#leaving.set(cell.key, cell);
    }
    if (cell instanceof SlotCell) cell.owner?.places.get(cell.key)?.delete(cell);
    for (const child of Object.values(container)) {
      if (isContainer(child)) this.#drop(child);
    }
  }

  #graft({ container, above }: Graft): void {
    const cell = this.#plant(container, this.#ownerOf(above));
    if (cell === undefined) return;
    hang(cell, this.#ensureCell(above));
  }

  /** Gives cells to a new subtree; returns its own, or `undefined` for plain data. */
  #plant(container: object, owner: StoreCell | undefined): Cell | undefined {
    let cell = this.#specialCell(container, owner);
    const inner = cell instanceof StoreCell ? cell : owner;
    for (const child of Object.values(container)) {
      const below = isContainer(child) ? this.#plant(child, inner) : undefined;
      if (below === undefined) continue;
      cell ??= this.#cells.get(container) ?? new Cell(PLAIN);
      hang(below, cell);
    }
    if (cell !== undefined) {
      cell.stale = true;
      this.#cells.set(container, cell);
    }
    return cell;
  }

  /** The cell of a store, stream, upload or async value. */
  #specialCell(container: object, owner: StoreCell | undefined): Cell | undefined {
    const role = roleOf(container);
    const known = this.#cells.get(container);
    switch (role.kind) {
      case "plain":
        return undefined;
      case "async":
        return known ?? new Cell(role);
      case "store": {
        const cell =
          this.#stores.get(role.name) ??
          this.#leaving.get(role.name) ??
          new StoreCell(role.name, role.id);
        this.#touch(cell);
        cell.node = container;
        this.#stores.set(role.name, cell);
        return cell;
      }
      default: {
        const cell = known instanceof SlotCell ? known : new SlotCell(role.kind, role.name);
        this.hasUploads ||= role.kind === "upload";
        cell.owner = owner;
        if (owner !== undefined) placesOf(owner, cell.key).add(cell);
        return cell;
      }
    }
  }

  #ownerOf(frame: Frame | undefined): StoreCell | undefined {
    for (let at = frame; at !== undefined; at = at.above) {
      const cell = this.#cells.get(at.container);
      if (cell instanceof StoreCell) return cell;
      if (cell instanceof ItemsCell) return cell.owner;
    }
    return undefined;
  }

  #ensureCell(frame: Frame | undefined): Cell | undefined {
    if (frame === undefined) return undefined;
    const known = this.#cells.get(frame.container);
    if (known !== undefined) return known;
    const cell = new Cell(PLAIN);
    this.#cells.set(frame.container, cell);
    hang(cell, this.#ensureCell(frame.above));
    return cell;
  }

  #touch(cell: StoreCell): void {
    if (this.#touched.has(cell.key)) return;
    const current = cell.node !== undefined && cell.isCurrent(cell.node);
    this.#touched.set(cell.key, current ? cell.view : undefined);
  }

  #outdate(from: Cell): void {
    for (let cell: Cell | undefined = from; cell !== undefined; cell = cell.parent) {
      if (cell instanceof StoreCell) this.#touch(cell);
      cell.stale = true;
      if (!(cell instanceof ItemsCell) || cell.isBusy) continue;
      cell.isBusy = true;
      this.#outdatePlaces(cell.owner, slotKey("stream", cell.stream));
      cell.isBusy = false;
    }
  }

  #outdatePlaces(owner: StoreCell, key: string): void {
    for (const place of owner.places.get(key) ?? []) this.#outdate(place);
  }
}

function hang(cell: Cell, parent: Cell | undefined): void {
  cell.parent = parent;
  if (parent instanceof ItemsCell) parent.isPlain = false;
}

function placesOf(owner: StoreCell, key: string): Set<SlotCell> {
  let places = owner.places.get(key);
  if (places === undefined) {
    places = new Set();
    owner.places.set(key, places);
  }
  return places;
}
