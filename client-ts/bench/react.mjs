/**
 * How often React renders.
 *
 * @module
 */

import { JSDOM } from "jsdom";
import { mountedPage } from "./page.mjs";

/** How many of 1,000 components, each of its own row, render when one field changes. */
export async function reactRenders() {
  const { window } = new JSDOM("<div></div>");
  const { document, navigator } = window;
  Object.assign(globalThis, { window, document, navigator, IS_REACT_ACT_ENVIRONMENT: true });
  const { act, createElement } = await import("react");
  const { createRoot } = await import("react-dom/client");
  const { createMusubi } = await import("@musubi/react");
  const { useMusubiSnapshot } = createMusubi();

  const rows = Array.from({ length: 1000 }, (_, id) => ({ id, label: "row" }));
  const { connection, store, send } = await mountedPage({ rows });
  let renders = 0;
  function Row({ id }) {
    renders += 1;
    return useMusubiSnapshot(store, (snapshot) => snapshot?.rows[id].label);
  }
  const root = createRoot(document.querySelector("div"));
  await act(() => root.render(rows.map(({ id }) => createElement(Row, { key: id, id }))));
  renders = 0;
  await act(() => send([{ op: "replace", path: "/rows/500/label", value: "new" }]));
  await act(() => root.unmount());
  await connection.disconnect();
  return renders;
}
