import { Socket } from "phoenix";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { connect, MusubiProvider } from "./hooks";
import { voterId } from "./voter";
import "./style/base.css";
import "./style/page.css";
import "./style/list.css";
import "./style/poll.css";
import "./style/insight.css";
import "./style/ask.css";

const connection = await connect(new Socket("/socket", { params: { voter: voterId() } }));
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <MusubiProvider connection={connection}>
    <App />
  </MusubiProvider>,
);
