/**
 * RFC 6902 patches on immutable documents.
 *
 * @module
 */

import { copyOf, isContainer, isRecord, type JsonRecord, setOwn } from "./json.js";
import { parsePointer } from "./pointer.js";
import { reconcile } from "./reconcile.js";
import type { JsonPatchOp } from "./types/wire.js";

type Container = JsonRecord | unknown[];

const ARRAY_INDEX = /^(?:0|[1-9]\d*)$/;

/**
 * Applies `ops` (`add`, `remove`, `replace`, `move`) in order and returns the
 * new document. `root` is not changed: only containers on the path of an
 * operation are copied, everything else is shared by reference, and a
 * replacement keeps what it has in common with the value that it replaces.
 *
 * @throws `Error` when an operation is malformed or its path does not exist;
 * nothing has happened then.
 */
export function applyPatch(root: unknown, ops: readonly JsonPatchOp[]): unknown {
  const draft = new Draft(root);
  ops.forEach((op, index) => {
    try {
      draft.apply(op);
    } catch (cause) {
      throw new Error(`Patch operation ${index} failed: ${(cause as Error).message}`, { cause });
    }
  });
  return draft.root;
}

class Draft {
  /** The containers that this draft made itself and may therefore write to. */
  readonly #own = new Set<Container>();

  constructor(public root: unknown) {}

  apply(op: JsonPatchOp): void {
    switch (op.op) {
      case "add":
        this.#add(parsePointer(op.path), givenValue(op));
        break;
      case "replace":
        this.#replace(parsePointer(op.path), givenValue(op));
        break;
      case "remove":
        this.#take(parsePointer(op.path));
        break;
      case "move":
        this.#move(parsePointer(op.from), parsePointer(op.path));
        break;
      default:
        throw new Error(`unknown operation ${JSON.stringify((op as { op?: unknown }).op)}`);
    }
  }

  #add(path: readonly string[], value: unknown): void {
    const key = path.at(-1);
    if (key === undefined) {
      this.root = reconcile(this.root, value);
      return;
    }
    const parent = this.#writableParent(path);
    if (Array.isArray(parent)) {
      parent.splice(key === "-" ? parent.length : indexOf(key, parent.length + 1), 0, value);
    } else {
      setOwn(parent, key, value);
    }
  }

  #replace(path: readonly string[], value: unknown): void {
    const old = this.#read(path);
    const next = reconcile(old, value);
    if (next === old) return;
    const key = path.at(-1);
    if (key === undefined) {
      this.root = next;
      return;
    }
    setOwn(this.#writableParent(path), key, next);
  }

  /** Removes what stands at `path` and returns it. */
  #take(path: readonly string[]): unknown {
    const key = path.at(-1);
    if (key === undefined) throw new Error("the whole document cannot be removed");
    const value = this.#read(path);
    const parent = this.#writableParent(path);
    if (Array.isArray(parent)) {
      parent.splice(Number(key), 1);
    } else {
      delete parent[key];
    }
    return value;
  }

  #move(from: readonly string[], path: readonly string[]): void {
    const inside = from.every((token, depth) => token === path[depth]);
    if (inside && from.length === path.length) {
      this.#read(from);
      return;
    }
    if (inside) throw new Error("a value cannot be moved into itself");
    this.#add(path, this.#take(from));
  }

  #read(path: readonly string[]): unknown {
    return path.reduce<unknown>(childOf, this.root);
  }

  /** The container that holds the last token of `path`, copied if need be, like all above it. */
  #writableParent(path: readonly string[]): Container {
    let parent = this.#writable(this.root);
    this.root = parent;
    for (const token of path.slice(0, -1)) {
      const child = this.#writable(childOf(parent, token));
      setOwn(parent, token, child);
      parent = child;
    }
    return parent;
  }

  #writable(value: unknown): Container {
    if (!isContainer(value)) throw new Error("there is nothing below a plain value");
    if (this.#own.has(value)) return value;
    const copy = copyOf(value);
    this.#own.add(copy);
    return copy;
  }
}

function givenValue(op: { readonly value: unknown }): unknown {
  if (op.value === undefined) throw new Error("the value is missing");
  return op.value;
}

function childOf(container: unknown, token: string): unknown {
  if (Array.isArray(container)) return container[indexOf(token, container.length)];
  if (isRecord(container) && Object.hasOwn(container, token)) return container[token];
  throw new Error(`there is nothing at ${JSON.stringify(token)}`);
}

function indexOf(token: string, end: number): number {
  const index = ARRAY_INDEX.test(token) ? Number(token) : Number.NaN;
  if (!(index < end)) throw new Error(`there is no element ${JSON.stringify(token)}`);
  return index;
}
