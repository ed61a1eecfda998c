import { describe, expect, it } from "vitest";
import { parsePointer } from "../src/index.js";

describe("parsePointer", () => {
  it.each([
    ["", []],
    ["/", [""]],
    ["/a/0/-", ["a", "0", "-"]],
    ["/a~1b/~0~1", ["a/b", "~/"]],
    ["/~01", ["~1"]],
  ])("splits and unescapes %j", (pointer, tokens) => {
    expect(parsePointer(pointer)).toEqual(tokens);
  });

  it.each(["a", "a/b", "/~", "/~2", "/x~"])("refuses %j", (pointer) => {
    expect(() => parsePointer(pointer)).toThrow("Invalid JSON pointer");
  });
});
