import { fileURLToPath } from "node:url";

/** The root folder of the checkout. */
export const repositoryRoot = fileURLToPath(new URL("../../..", import.meta.url));
