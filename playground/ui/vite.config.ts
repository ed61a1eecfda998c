import { defineConfig } from "vite";

const server = "http://127.0.0.1:4000";

export default defineConfig({
  // Relative addresses, so that the page works below any path.
  base: "./",
  build: { rollupOptions: { input: ["index.html", "side-by-side/index.html"] } },
  // `npm run dev` serves the page; all else stays with the server of `cargo run`.
  server: { proxy: { "/api": server, "/socket": { target: server, ws: true } } },
});
