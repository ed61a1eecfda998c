import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { PROTOCOL_ERROR_CODES } from "../src/index.js";

it("the codes of the protocol are those of the server", () => {
  const source = join(import.meta.dirname, "../../../../framework/wire/src/names/code.rs");
  const codes = [...readFileSync(source, "utf8").matchAll(/^ {4}\w+ = "(\w+)",$/gm)].map(
    ([, code]) => code,
  );
  expect(codes).toContain("invalid_payload");
  // A join is refused with that one; it never answers a command.
  expect(PROTOCOL_ERROR_CODES).toEqual(
    expect.arrayContaining(codes.filter((code) => code !== "invalid_params")),
  );
});
