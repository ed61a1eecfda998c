/**
 * Values of a type: where a form starts, and what is wrong with what was typed in.
 *
 * @module
 */

import { type Type, typeText } from "./type";
import type { Types } from "./types";

/** The value that a form for `type` starts with. */
export function startValue(types: Types, type: Type, depth = 0): unknown {
  const resolved = types.resolve(type);
  switch (resolved.kind) {
    case "string":
      return "";
    case "number":
      return 1;
    case "boolean":
      return false;
    case "literal":
      return resolved.value;
    case "array":
      return [];
    case "record":
      return {};
    case "union": {
      const [first] = resolved.parts;
      return first ? startValue(types, first, depth) : null;
    }
    case "object": {
      // A type may hold itself.
      if (depth > 8) return {};
      const required = resolved.members.filter((member) => !member.optional);
      return Object.fromEntries(
        required.map((member) => [member.name, startValue(types, member.type, depth + 1)]),
      );
    }
    default:
      return null;
  }
}

/** The first thing that keeps `value` from being of `type`, as a sentence; else `null`. */
export function problemOf(types: Types, type: Type, value: unknown, path = ""): string | null {
  const resolved = types.resolve(type);
  const wrong = () => `${path === "" ? "This" : `\`${path}\``} should be ${typeText(resolved)}.`;
  switch (resolved.kind) {
    case "string":
    case "number":
    case "boolean":
      return typeof value === resolved.kind ? null : wrong();
    case "null":
      return value === null ? null : wrong();
    case "literal":
      return value === resolved.value ? null : wrong();
    case "union":
      return resolved.parts.some((part) => problemOf(types, part, value, path) === null)
        ? null
        : wrong();
    case "array":
      if (!Array.isArray(value)) return wrong();
      return first(value.entries(), ([index, item]) =>
        problemOf(types, resolved.item, item, join(path, index)),
      );
    case "record":
      if (!isObject(value)) return wrong();
      return first(Object.entries(value), ([name, item]) =>
        problemOf(types, resolved.value, item, join(path, name)),
      );
    case "object":
      if (!isObject(value)) return wrong();
      return first(resolved.members, ({ name, optional, type: member }) => {
        if (Object.hasOwn(value, name))
          return problemOf(types, member, value[name], join(path, name));
        return optional ? null : `\`${join(path, name)}\` is missing.`;
      });
    default:
      // What is being typed in and is no JSON yet is `undefined`.
      return value === undefined ? wrong() : null;
  }
}

function first<T>(items: Iterable<T>, find: (item: T) => string | null): string | null {
  for (const item of items) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
}

function join(path: string, name: string | number): string {
  return path === "" ? String(name) : `${path}.${name}`;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
