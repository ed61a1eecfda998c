import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

// The testing library does both by itself only where test functions are global.
afterEach(cleanup);
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
