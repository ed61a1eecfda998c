/**
 * Notes what a function reads of an immutable value.
 *
 * @module
 */

import { copyOf, isContainer, isPlain, setOwn } from "./json.js";

/** What was read of a value. */
export interface Reading {
  /** Whether any of it is different in `next`. */
  differs(next: unknown): boolean;
}

type Key = string | symbol;

/** A result with more objects than this is not searched for what stands in for the value. */
const SEARCH_LIMIT = 10_000;

/** The notes on the stand-ins that are given to functions. */
const noted = new WeakMap<object, Note>();

/**
 * Runs `read` on `value`. Where it cannot be told what `read` has read, such as
 * when it returns a function that may read more later, it counts as having read
 * everything.
 */
export function readBy<T, Result>(
  read: (value: T) => Result,
  value: T,
): { readonly selected: Result; readonly reading: Reading } {
  if (isPlain(value)) {
    const note = new Note(value);
    try {
      const selected = plainly(read(note.standIn as T), { left: SEARCH_LIMIT });
      return { selected: selected as Result, reading: note };
    } catch {
      // Whatever is wrong: if it is not the stand-ins, it is thrown again below.
    }
  }
  return { selected: read(value), reading: { differs: (next) => next !== value } };
}

/** What was read of one object or array. */
class Note implements Reading {
  /** Gives members of the value, and notes which. */
  readonly standIn: object;
  /** The members that were read, with the notes on those that are objects. */
  readonly #members = new Map<Key, Note | { readonly value: unknown }>();
  #isWhole = false;

  constructor(readonly value: object) {
    this.standIn = new Proxy(Array.isArray(value) ? [] : {}, new Noting(this));
    noted.set(this.standIn, this);
  }

  /** Notes that everything in the value counts; returns the value. */
  readWhole(): object {
    this.#isWhole = true;
    return this.value;
  }

  readMember(key: Key): unknown {
    const member: unknown = memberOf(this.value, key);
    if (this.#isWhole) return member;
    const known = this.#members.get(key);
    if (known instanceof Note) return known.standIn;
    const note = isPlain(member) ? new Note(member) : { value: member };
    this.#members.set(key, note);
    return note instanceof Note ? note.standIn : member;
  }

  differs(next: unknown): boolean {
    if (next === this.value) return false;
    // Who was given an object and read none of it may have compared or kept it.
    if (this.#isWhole || this.#members.size === 0) return true;
    if (!isPlain(next) || Array.isArray(next) !== Array.isArray(this.value)) return true;
    for (const [key, note] of this.#members) {
      const member = memberOf(next, key);
      if (note instanceof Note ? note.differs(member) : member !== note.value) return true;
    }
    return false;
  }
}

/** What a stand-in does. Its target is empty, as that of a frozen value could give nothing else. */
class Noting implements ProxyHandler<object> {
  readonly #note: Note;

  constructor(note: Note) {
    this.#note = note;
  }

  get(_: object, key: Key): unknown {
    const { value } = this.#note;
    if (Object.hasOwn(value, key)) return this.#note.readMember(key);
    const inherited: unknown = Reflect.get(value, key);
    if (typeof inherited !== "function") return this.#note.readMember(key);
    // Methods of arrays look at all of it, and do that faster on the array itself.
    return Array.isArray(value) ? inherited.bind(this.#note.readWhole()) : inherited;
  }

  has(_: object, key: Key): boolean {
    this.#note.readMember(key);
    return Reflect.has(this.#note.value, key);
  }

  ownKeys(): Key[] {
    return Reflect.ownKeys(this.#note.readWhole());
  }

  getOwnPropertyDescriptor(target: object, key: Key): PropertyDescriptor | undefined {
    const own = Reflect.getOwnPropertyDescriptor(this.#note.value, key);
    const member = this.#note.readMember(key);
    if (own === undefined) return undefined;
    const isFixed = Object.hasOwn(target, key);
    return { ...own, value: member, configurable: !isFixed, writable: true };
  }

  set(): boolean {
    return false;
  }

  defineProperty(): boolean {
    return false;
  }

  deleteProperty(): boolean {
    return false;
  }
}

/** Puts values in the place of their stand-ins in a result. */
function plainly(result: unknown, search: { left: number }): unknown {
  if (!isContainer(result)) {
    if (typeof result === "function") throw new Error("a function may read more later");
    return result;
  }
  const note = noted.get(result);
  if (note !== undefined) return note.readWhole();
  search.left -= 1;
  if (!isPlain(result) || search.left < 0) throw new Error("it cannot be searched");
  let copy: object | undefined;
  for (const key of Object.keys(result)) {
    const member: unknown = Reflect.get(result, key);
    const plain = plainly(member, search);
    if (plain === member) continue;
    copy ??= copyOf(result);
    setOwn(copy, key, plain);
  }
  return copy ?? result;
}

function memberOf(value: object, key: Key): unknown {
  return Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
