/**
 * The named types of a contract, and questions to types.
 *
 * @module
 */

import type { CommandShape, Contract } from "../contract";
import { parseDeclaration, parseType } from "./parse";
import { type Type, UNKNOWN } from "./type";

/** Reads the types of a contract, each once. */
export class Types {
  private readonly named = new Map<string, Type>();
  private readonly stores = new Map<string, Type>();

  constructor(private readonly contract: Contract) {}

  /** The type that a reference stands for; any other type is itself. */
  resolve(type: Type): Type {
    // A name may stand for another name; one that stands for itself stands for nothing.
    for (let hops = 0; hops < 32; hops += 1) {
      if (type.kind !== "reference") return type;
      type = this.byName(type.name);
    }
    return UNKNOWN;
  }

  /** The state of a store, or of the store that a field holds. */
  stateOf(module: string): Type {
    const known = this.stores.get(module);
    if (known) return known;
    const text = this.contract.stores[module]?.state;
    const type = text === undefined ? UNKNOWN : this.resolve(parseType(text));
    this.stores.set(module, type);
    return type;
  }

  paramsOf(module: string): Type {
    const text = this.contract.stores[module]?.params;
    return text === undefined ? UNKNOWN : this.resolve(parseType(text));
  }

  payloadOf(command: CommandShape): Type {
    const members = command.payload.map(({ name, type, optional }) => ({
      name,
      optional,
      doc: "",
      type: parseType(type),
    }));
    return { kind: "object", members };
  }

  /** What a value of this type is inside: a field's type, a row's, a child store's state. */
  inner(type: Type, key: string | number): Type {
    const resolved = this.resolve(type);
    switch (resolved.kind) {
      case "array":
        return resolved.item;
      case "record":
        return resolved.value;
      case "store":
        return this.inner(this.stateOf(resolved.module), key);
      case "object":
        return resolved.members.find((member) => member.name === key)?.type ?? UNKNOWN;
      default:
        return UNKNOWN;
    }
  }

  /** What the documentation says of a member. */
  docOf(type: Type, key: string | number): string {
    const resolved = this.resolve(type);
    const object = resolved.kind === "store" ? this.stateOf(resolved.module) : resolved;
    if (object.kind !== "object") return "";
    return object.members.find((member) => member.name === key)?.doc ?? "";
  }

  /** The parts of a union, and of the unions in it; any other type is its own only part. */
  parts(type: Type): Type[] {
    const resolved = this.resolve(type);
    if (resolved.kind !== "union") return [resolved];
    return resolved.parts.flatMap((part) => this.parts(part));
  }

  /** The part of a union that can hold `value`; other types are themselves. */
  narrow(type: Type, value: unknown): Type {
    const parts = this.parts(type);
    const [only] = parts;
    if (only && parts.length === 1) return only;
    const isObject = typeof value === "object" && value !== null;
    const candidates = parts.filter((part) => {
      if (Array.isArray(value)) return part.kind === "array";
      if (isObject) return ["object", "record", "store"].includes(part.kind);
      return false;
    });
    return candidates.find((part) => tagsAgree(part, value)) ?? candidates[0] ?? UNKNOWN;
  }

  private byName(name: string): Type {
    const known = this.named.get(name);
    if (known) return known;
    const text = this.contract.types[name];
    const type = text === undefined ? UNKNOWN : parseDeclaration(text);
    this.named.set(name, type);
    return type;
  }
}

/** Whether the literal members of an object type are those of `value`. */
function tagsAgree(type: Type, value: unknown): boolean {
  if (type.kind !== "object") return true;
  return type.members.every(
    (member) =>
      member.type.kind !== "literal" ||
      (value as Record<string, unknown>)[member.name] === member.type.value,
  );
}
