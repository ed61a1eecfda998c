import { version } from "react";
import { version as domVersion } from "react-dom";
import { expect, it } from "vitest";

it("runs with the React that the project is named for", () => {
  expect(domVersion).toBe(version);
  expect(version.split(".")[0]).toBe(process.env["REACT_MAJOR"]);
});
