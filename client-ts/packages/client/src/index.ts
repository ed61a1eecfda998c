export { parsePointer } from "./pointer.js";
