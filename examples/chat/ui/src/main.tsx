import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { openSession, storedName } from "./session";
import { Toasts } from "./toasts";
import "./style/base.css";
import "./style/enter.css";
import "./style/lobby.css";
import "./style/room.css";
import "./style/messages.css";
import "./style/composer.css";
import "./style/images.css";

const name = storedName();
const session = name === null ? null : await openSession(name);
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <Toasts>
      <App session={session} />
    </Toasts>
  </StrictMode>,
);
