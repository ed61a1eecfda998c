/**
 * As much of TypeScript's types as a server's contract is made of.
 *
 * @module
 */

export type Type =
  | { readonly kind: "string" | "number" | "boolean" | "null" | "unknown" }
  | { readonly kind: "literal"; readonly value: string | number | boolean }
  | { readonly kind: "union"; readonly parts: readonly Type[] }
  | { readonly kind: "array"; readonly item: Type }
  | { readonly kind: "object"; readonly members: readonly Member[] }
  /** An object with any names: `Record<string, T>`. */
  | { readonly kind: "record"; readonly value: Type }
  /** A child store. */
  | { readonly kind: "store"; readonly module: string }
  /** A named type, to be looked up. */
  | { readonly kind: "reference"; readonly name: string };

export interface Member {
  readonly name: string;
  readonly doc: string;
  readonly optional: boolean;
  readonly type: Type;
}

/** Stands for whatever is not understood, and for what may be anything. */
export const UNKNOWN: Type = { kind: "unknown" };

/** The type in words, for labels. */
export function typeText(type: Type): string {
  switch (type.kind) {
    case "literal":
      return JSON.stringify(type.value);
    case "union":
      return type.parts.map(typeText).join(" | ");
    case "array":
      return type.item.kind === "union" ? `(${typeText(type.item)})[]` : `${typeText(type.item)}[]`;
    case "object":
      return `{ ${type.members.map((member) => member.name).join(", ")} }`;
    case "record":
      return `{ …: ${typeText(type.value)} }`;
    case "store":
      return type.module;
    case "reference":
      return type.name;
    case "unknown":
      return "any JSON";
    default:
      return type.kind;
  }
}
