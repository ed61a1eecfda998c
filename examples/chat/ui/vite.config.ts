import { defineConfig } from "vite";

export default defineConfig({
  // Relative addresses, so that the page works below any path.
  base: "./",
  // `npm run dev` serves the page; the stores stay with the server of `cargo run`.
  server: { proxy: { "/socket": { target: "http://127.0.0.1:4000", ws: true } } },
});
