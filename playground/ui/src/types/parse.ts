/**
 * Reads the types of a contract. What is not understood becomes `unknown`, and is then edited and
 * shown as JSON.
 *
 * @module
 */

import { type Token, tokens } from "./tokens";
import { type Member, type Type, UNKNOWN } from "./type";

/** Reads a type, such as `{ type: "idle" } | null`. */
export function parseType(text: string): Type {
  return parse(text, (reader) => reader.type()) ?? UNKNOWN;
}

/** Reads `interface Name { … }` or `type Name = …;`, with its documentation before it. */
export function parseDeclaration(text: string): Type {
  return parse(text, (reader) => reader.declaration()) ?? UNKNOWN;
}

function parse(text: string, read: (reader: Reader) => Type): Type | undefined {
  const found = tokens(text);
  if (!found) return undefined;
  const reader = new Reader(found);
  try {
    const type = read(reader);
    return reader.isDone ? type : undefined;
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined;
    throw error;
  }
}

class NotUnderstood extends Error {}

const PRIMITIVES = new Set(["string", "number", "boolean", "null", "unknown"]);
const NAMESPACE = "Musubi.Types.";

class Reader {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  get isDone(): boolean {
    return this.at === this.tokens.length;
  }

  declaration(): Type {
    this.doc();
    if (this.takeName("interface")) {
      this.name();
      return this.object();
    }
    if (!this.takeName("type")) throw new NotUnderstood();
    this.name();
    this.expect("=");
    const type = this.type();
    this.take(";");
    return type;
  }

  type(): Type {
    this.doc();
    this.take("|");
    const parts = [this.postfix()];
    while (this.take("|")) parts.push(this.postfix());
    // An intersection cannot be edited member by member.
    if (this.peekIs("&")) throw new NotUnderstood();
    const [only] = parts;
    return parts.length === 1 && only ? only : { kind: "union", parts };
  }

  private postfix(): Type {
    this.doc();
    let type = this.primary();
    while (this.take("[")) {
      this.expect("]");
      type = { kind: "array", item: type };
    }
    return type;
  }

  private primary(): Type {
    if (this.peekIs("{")) return this.object();
    if (this.take("(")) {
      const type = this.type();
      this.expect(")");
      return type;
    }
    const token = this.next();
    if (token?.kind === "literal") return { kind: "literal", value: token.value };
    if (token?.kind !== "name") throw new NotUnderstood();
    return this.named(token.text);
  }

  private named(name: string): Type {
    if (name === "true" || name === "false") return { kind: "literal", value: name === "true" };
    if (PRIMITIVES.has(name)) return { kind: name as "string" };
    if (!this.take("<")) {
      return name.startsWith(NAMESPACE)
        ? { kind: "reference", name: name.slice(NAMESPACE.length) }
        : UNKNOWN;
    }
    const parameters = [this.type()];
    while (this.take(",")) parameters.push(this.type());
    this.expect(">");
    return generic(name, parameters);
  }

  private object(): Type {
    this.expect("{");
    const members: Member[] = [];
    let record: Type | undefined;
    while (!this.take("}")) {
      const doc = this.doc();
      if (this.take("[")) {
        this.name();
        this.expect(":");
        this.type();
        this.expect("]");
        this.expect(":");
        record = { kind: "record", value: this.type() };
      } else {
        const name = this.key();
        const optional = this.take("?");
        this.expect(":");
        members.push({ name, doc, optional, type: this.type() });
      }
      if (!this.take(";")) this.take(",");
    }
    if (record && members.length > 0) return UNKNOWN;
    return record ?? { kind: "object", members };
  }

  private key(): string {
    const token = this.next();
    if (token?.kind === "literal") return String(token.value);
    if (token?.kind === "name") return token.text;
    throw new NotUnderstood();
  }

  private name(): string {
    const token = this.next();
    if (token?.kind !== "name") throw new NotUnderstood();
    return token.text;
  }

  private doc(): string {
    const token = this.tokens[this.at];
    if (token?.kind !== "doc") return "";
    this.at += 1;
    return token.text;
  }

  private takeName(name: string): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== "name" || token.text !== name) return false;
    this.at += 1;
    return true;
  }

  private peekIs(text: string): boolean {
    const token = this.tokens[this.at];
    return token?.kind === "punctuation" && token.text === text;
  }

  private take(text: string): boolean {
    if (!this.peekIs(text)) return false;
    this.at += 1;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) throw new NotUnderstood();
  }

  private next(): Token | undefined {
    this.at += 1;
    return this.tokens[this.at - 1];
  }
}

function generic(name: string, parameters: readonly Type[]): Type {
  const [first = UNKNOWN, second = UNKNOWN] = parameters;
  switch (name) {
    case "Musubi.StoreField":
      return first.kind === "literal" ? { kind: "store", module: String(first.value) } : UNKNOWN;
    case "Array":
    case "ReadonlyArray":
    case "Musubi.StreamField":
      return { kind: "array", item: first };
    case "Record":
    case "Map":
      return { kind: "record", value: second };
    default:
      return UNKNOWN;
  }
}
