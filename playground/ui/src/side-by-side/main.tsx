import { createRoot } from "react-dom/client";
import { SideBySide } from "./side-by-side";
import "../style/base.css";
import "../style/page.css";
import "../style/panel.css";
import "../style/side-by-side.css";

const element = document.getElementById("root");
if (!element) throw new Error("index.html has no #root");
createRoot(element).render(<SideBySide />);
