import { jitteredBackoff } from "@musubi/client";
import { Socket } from "phoenix";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { MusubiProvider } from "./hooks";
import "./style.css";

const socket = new Socket("/socket", { reconnectAfterMs: jitteredBackoff });
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <MusubiProvider socket={socket}>
    <App />
  </MusubiProvider>,
);
