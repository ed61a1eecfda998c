import { createRoot } from "react-dom/client";
import { App } from "./app";
import { open } from "./connection";
import { fetchContract } from "./contract";
import "./style/base.css";
import "./style/page.css";
import "./style/panel.css";
import "./style/tree.css";
import "./style/wire.css";

const element = document.getElementById("root");
if (!element) throw new Error("index.html has no #root");
const root = createRoot(element);
try {
  const [connection, contract] = await Promise.all([open(), fetchContract()]);
  root.render(<App connection={connection} contract={contract} />);
} catch (error) {
  root.render(<p role="alert">The playground could not be opened: {String(error)}</p>);
}
