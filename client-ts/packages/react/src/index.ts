export { parsePointer } from "@musubi/client";
