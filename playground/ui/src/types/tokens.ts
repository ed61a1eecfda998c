/**
 * TypeScript types in pieces.
 *
 * @module
 */

export type Token =
  | { readonly kind: "name" | "punctuation"; readonly text: string }
  | { readonly kind: "literal"; readonly value: string | number }
  | { readonly kind: "doc"; readonly text: string };

const PATTERN =
  /\s+|(?<doc>\/\*\*[\s\S]*?\*\/)|(?<comment>\/\*[\s\S]*?\*\/|\/\/[^\n]*)|(?<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<number>-?\d+(?:\.\d+)?)|(?<template>`[^`]*`)|(?<name>[\p{ID_Start}$_][\p{ID_Continue}$_]*(?:\.[\p{ID_Start}$_][\p{ID_Continue}$_]*)*)|(?<punctuation>[{}[\]()<>|&?:;,=])/uy;

/** The tokens of a text, or `undefined` where there is something else in it. */
export function tokens(text: string): Token[] | undefined {
  const found: Token[] = [];
  let at = 0;
  while (at < text.length) {
    PATTERN.lastIndex = at;
    const match = PATTERN.exec(text);
    if (!match) return undefined;
    at = PATTERN.lastIndex;
    const token = toToken(match.groups ?? {});
    if (token) found.push(token);
  }
  return found;
}

function toToken(groups: Record<string, string | undefined>): Token | undefined {
  const { doc, string, number, template, name, punctuation } = groups;
  if (doc !== undefined) return { kind: "doc", text: docText(doc) };
  if (string !== undefined) return { kind: "literal", value: unquote(string) };
  if (number !== undefined) return { kind: "literal", value: Number(number) };
  // A template such as `${bigint}` is text to a form.
  if (template !== undefined) return { kind: "name", text: "string" };
  if (name !== undefined) return { kind: "name", text: name };
  if (punctuation !== undefined) return { kind: "punctuation", text: punctuation };
  return undefined;
}

function unquote(text: string): string {
  if (text.startsWith('"')) return JSON.parse(text) as string;
  return text.slice(1, -1).replace(/\\(.)/g, "$1");
}

/** What a TSDoc comment says, in one paragraph. */
function docText(comment: string): string {
  const lines = comment.slice(3, -2).split("\n");
  return lines
    .map((line) => line.replace(/^\s*\*?\s?/, "").trim())
    .join(" ")
    .trim();
}
