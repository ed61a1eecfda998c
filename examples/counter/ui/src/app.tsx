import type { StoreProxy } from "@musubi/client";
import { ConnectionNote } from "./connection-note";
import { useMusubiCommand, useMusubiRoot, useMusubiSnapshot } from "./hooks";

export function App() {
  const { store, error } = useMusubiRoot({ module: "CounterStore", id: "main" });
  return (
    <main className="card">
      <h1>Counter</h1>
      {error && <p role="alert">The counter could not be opened: {error.message}</p>}
      {store ? <Counter store={store} /> : !error && <p className="hint">Connecting…</p>}
      <ConnectionNote />
    </main>
  );
}

function Counter({ store }: { store: StoreProxy<"CounterStore", Musubi.Stores> }) {
  const counter = useMusubiSnapshot(store);
  const increment = useMusubiCommand(store, "increment");
  const decrement = useMusubiCommand(store, "decrement");
  const reset = useMusubiCommand(store, "reset");
  if (!counter) return null;

  return (
    <>
      <output className="count" aria-label="Count">
        {counter.count}
      </output>
      <p className="hint">
        doubled <output aria-label="Doubled">{counter.doubled}</output>
      </p>
      <div className="buttons">
        <button type="button" onClick={() => decrement.tryDispatch({ amount: 1 })}>
          <span aria-hidden="true">−</span>
          <span className="for-screen-readers">Decrement</span>
        </button>
        <button type="button" className="quiet" onClick={() => reset.tryDispatch()}>
          Reset
        </button>
        <button type="button" onClick={() => increment.tryDispatch({ amount: 1 })}>
          <span aria-hidden="true">+</span>
          <span className="for-screen-readers">Increment</span>
        </button>
      </div>
      <p className="hint" role="status">
        {reset.error?.code === "already_zero" && "There is nothing to reset."}
        {reset.data && `Reset from ${reset.data.from}.`}
      </p>
    </>
  );
}
