// The counter's page in JavaScript: what it would be with `@musubi/client`, but for its imports.

import load, { connect } from "./musubi_counter_js.js";

const element = (id) => document.getElementById(id);

await load();
const connection = await connect("/socket");
connection.onStatusChange((status) => {
  element("connection").hidden = status !== "reconnecting";
});
try {
  const { store } = await connection.mountStore({ module: "CounterStore", id: "main" });
  show(store);
} catch (error) {
  element("problem").textContent = `The counter could not be opened: ${error.message}`;
  element("problem").hidden = false;
}

function show(counter) {
  const render = () => {
    element("count").textContent = counter.count;
    element("doubled").textContent = counter.doubled;
  };
  counter.subscribe(render);
  render();
  const send = (command) => () => {
    // What the connection loses, the note about it says.
    counter.dispatchCommand(command, { amount: 1 }).catch(() => {});
  };
  element("increment").onclick = send("increment");
  element("decrement").onclick = send("decrement");
  element("reset").onclick = async () => {
    try {
      const { from } = await counter.dispatchCommand("reset");
      element("note").textContent = `Reset from ${from}.`;
    } catch (error) {
      const isZero = error.code === "already_zero";
      element("note").textContent = isZero ? "There is nothing to reset." : "";
    }
  };
  element("counter").hidden = false;
}
