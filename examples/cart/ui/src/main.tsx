import { Socket } from "phoenix";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { connect, MusubiProvider } from "./hooks";
import { Toasts } from "./toasts";
import "./style/base.css";
import "./style/art.css";
import "./style/shop.css";
import "./style/cart.css";

const connection = await connect(new Socket("/socket"));
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <MusubiProvider connection={connection}>
    <Toasts>
      <App />
    </Toasts>
  </MusubiProvider>,
);
