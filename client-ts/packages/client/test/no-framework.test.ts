import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const folder = join(import.meta.dirname, "..");

describe("the core", () => {
  it("imports nothing but its own files", () => {
    const files = readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" }).filter(
      (name) => name.endsWith(".ts"),
    );
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      const text = readFileSync(join(folder, "src", file), "utf8");
      const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "");
      const imported = [...code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)["']([^"']+)["']/g)];
      for (const [, module] of imported) expect(module, file).toMatch(/^\.\.?\//);
    }
  });

  it("depends on no package", () => {
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    expect(manifest.dependencies).toBeUndefined();
    expect(manifest.peerDependencies).toBeUndefined();
  });
});
