import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // The page comes from Vite, the stores from the server of `cargo run`.
  server: { proxy: { "/socket": { target: "http://127.0.0.1:4000", ws: true } } },
});
