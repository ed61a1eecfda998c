import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";

const repository = join(import.meta.dirname, "../../../..");
/** Where the snippets would be, so that they find what the hooks find. */
const folder = join(repository, "client-ts/packages/react/test/types/guide");

const PAGES = [
  "README.md",
  "docs/guide/clients.md",
  "client-ts/packages/client/README.md",
  "client-ts/packages/react/README.md",
];

/** The TypeScript of a page, by the file that each snippet would be. */
function snippetsOf(page: string): [string, string][] {
  const text = readFileSync(join(repository, page), "utf8");
  return [...text.matchAll(/^```tsx?\n(.*?)^```/gms)].map(([, code = ""], index) => {
    const isBody = /^(?:if \(.*\) )?return /m.test(code);
    const name = `${page.replaceAll("/", "-")}-${index + 1}.tsx`;
    return [join(folder, name), isBody ? `export function Snippet() {\n${code}}` : code];
  });
}

it("what the guide and the READMEs show is right by the types", () => {
  const snippets = new Map(PAGES.flatMap(snippetsOf));
  expect(snippets.size).toBeGreaterThan(10);
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    jsx: ts.JsxEmit.ReactJSX,
    types: [],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => snippets.has(name) || fileExists(name);
  host.readFile = (name) => snippets.get(name) ?? readFile(name);
  host.getSourceFile = (name, language, ...rest) => {
    const snippet = snippets.get(name);
    return snippet === undefined
      ? getSourceFile(name, language, ...rest)
      : ts.createSourceFile(name, snippet, language);
  };
  const program = ts.createProgram(
    [
      ...snippets.keys(),
      join(folder, "globals.d.ts"),
      join(repository, "client-ts/musubi-header.d.ts"),
    ],
    options,
    host,
  );
  const faults = ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const { line = 0 } = file?.getLineAndCharacterOfPosition(start) ?? {};
    const message = ts.flattenDiagnosticMessageText(messageText, "\n");
    return `${relative(folder, file?.fileName ?? "")}:${line + 1}: ${message}`;
  });
  expect(faults).toEqual([]);
});
