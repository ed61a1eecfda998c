import { Socket } from "phoenix";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { connect, MusubiProvider } from "./hooks";
import "./style.css";

const connection = await connect(new Socket("/socket"));
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <MusubiProvider connection={connection}>
    <App />
  </MusubiProvider>,
);
