import start from "./musubi_counter_wasm.js";

await start();
