/**
 * Changing an immutable store as if it were not.
 *
 * @module
 */

import { roleOf } from "./cell.js";
import { copyOf, isContainer, type JsonRecord, setOwn } from "./json.js";
import type { WireAsyncResult } from "./types/wire.js";

/** What a draft looks up beside the tree. */
export interface DraftSurroundings {
  /** The items of a stream. */
  items(storeKey: string, stream: string): readonly unknown[];
  /** What an upload reads as. */
  upload(storeKey: string, name: string): unknown;
}

/** A changed stream. */
export interface DraftedStream {
  readonly storeKey: string;
  readonly stream: string;
  readonly items: readonly unknown[];
}

/** What became of a store and of the streams in it. */
export interface Drafted {
  readonly node: object;
  readonly streams: readonly DraftedStream[];
}

/**
 * Runs `change` on a draft of a store node of the wire tree. The draft reads as
 * a snapshot of the store and may be changed at will: members, lists, streams,
 * async values, child stores. Only what `change` reads is copied, and what it
 * leaves as it was keeps its identity.
 */
export function drafted(
  node: object,
  storeKey: string,
  surroundings: DraftSurroundings,
  change: (draft: never) => void,
): Drafted {
  const drafting = new Drafting(surroundings);
  const draft = drafting.open(node, storeKey);
  change(draft as never);
  return { node: drafting.close(draft) as object, streams: drafting.changedStreams() };
}

/** One container that was handed out. */
interface Open {
  /** What the draft writes to. */
  readonly copy: JsonRecord | unknown[];
  /** What {@link copy} was copied from... */
  readonly source: object;
  /** ...and how a changed copy becomes part of the tree. */
  readonly wrap: (copy: JsonRecord | unknown[]) => unknown;
  /** What stands in the tree where nothing changed. */
  readonly original: object;
}

class Drafting {
  readonly #surroundings: DraftSurroundings;
  readonly #open = new Map<unknown, Open>();
  readonly #streams = new Map<string, { draft: object; storeKey: string; stream: string }>();

  constructor(surroundings: DraftSurroundings) {
    this.#surroundings = surroundings;
  }

  /** The draft of a container of the wire tree, or what is read-only in its place. */
  open(original: object, storeKey: string): unknown {
    const role = roleOf(original);
    switch (role.kind) {
      case "upload":
        return this.#surroundings.upload(storeKey, role.name);
      case "stream":
        return this.#openStream(original, storeKey, role.name);
      case "async": {
        const wire = original as WireAsyncResult;
        const { status, result, reason } = wire;
        const source = { status, data: result, error: status === "failed" ? reason : null };
        return this.#hand(original, source, storeKey, (copy) => {
          const { status, data, error } = copy as JsonRecord;
          return { ...wire, status, result: data, reason: error };
        });
      }
      default: {
        const inner = role.kind === "store" ? role.name : storeKey;
        return this.#hand(original, original, inner, (copy) => copy);
      }
    }
  }

  /** What a value of a draft is in the tree. */
  close(value: unknown): unknown {
    if (!isContainer(value)) return value;
    const open = this.#open.get(value);
    if (open === undefined) return this.#closed(value, undefined) ?? value;
    const closed = this.#closed(open.copy, open.source);
    return closed === undefined ? open.original : open.wrap(closed);
  }

  changedStreams(): DraftedStream[] {
    return [...this.#streams.values()].flatMap(({ draft, storeKey, stream }) => {
      const { copy, source } = this.#open.get(draft) as Open;
      const items = this.#closed(copy, source) as unknown[] | undefined;
      return items === undefined ? [] : { storeKey, stream, items };
    });
  }

  /** Two places of one stream are one draft. The marker stays as it is in any case. */
  #openStream(marker: object, storeKey: string, stream: string): object {
    const key = `${storeKey}\0${stream}`;
    let known = this.#streams.get(key);
    if (known === undefined) {
      const items = this.#surroundings.items(storeKey, stream);
      const draft = this.#hand(marker, items, storeKey, () => marker);
      known = { draft, storeKey, stream };
      this.#streams.set(key, known);
    }
    return known.draft;
  }

  #hand(original: object, source: object, storeKey: string, wrap: Open["wrap"]): object {
    const copy = copyOf(source) as JsonRecord | unknown[];
    const draft = new Proxy(copy, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key);
        if (!isContainer(value) || !Object.hasOwn(target, key) || this.#open.has(value)) {
          return value;
        }
        const member = this.open(value, storeKey);
        Reflect.set(target, key, member);
        return member;
      },
    });
    this.#open.set(draft, { copy, source, wrap, original });
    return draft;
  }

  /** A copy with closed members; `undefined` when that is the same as `source`. */
  #closed(copy: object, source: object | undefined): JsonRecord | unknown[] | undefined {
    const keys = Object.keys(copy);
    let isSame = source !== undefined && keys.length === Object.keys(source).length;
    const closed: JsonRecord | unknown[] = Array.isArray(copy) ? [] : {};
    for (const key of keys) {
      const member: unknown = Reflect.get(copy, key);
      const before: unknown = source && Reflect.get(source, key);
      // What was not read is what it was.
      const after = member === before ? member : this.close(member);
      if (after !== before || !Object.hasOwn(source ?? {}, key)) isSame = false;
      setOwn(closed, key, after);
    }
    return isSame ? undefined : closed;
  }
}
