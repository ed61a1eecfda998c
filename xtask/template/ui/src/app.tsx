import type { StoreProxy } from "@musubi/client";
import { useMusubiCommand, useMusubiRoot, useMusubiSnapshot, useMusubiSocketStatus } from "./hooks";

export function App() {
  const { store, error } = useMusubiRoot({
    module: "CounterStore",
    id: "main",
    params: { count: 1 },
  });
  const status = useMusubiSocketStatus();
  return (
    <main>
      <h1>starter</h1>
      {error && <p role="alert">The counter could not be opened: {error.message}</p>}
      {store ? <Counter store={store} /> : !error && <p>Connecting…</p>}
      {status === "reconnecting" && <p role="status">Reconnecting…</p>}
    </main>
  );
}

function Counter({ store }: { store: StoreProxy<"CounterStore", Musubi.Stores> }) {
  const counter = useMusubiSnapshot(store);
  const increment = useMusubiCommand(store, "increment");
  const reset = useMusubiCommand(store, "reset");
  if (!counter) return null;

  return (
    <>
      <p>
        <output aria-label="Count">{counter.count}</output>, doubled {counter.doubled}
      </p>
      <button type="button" onClick={() => increment.tryDispatch({ amount: 1 })}>
        Increment
      </button>
      <button type="button" onClick={() => reset.tryDispatch()}>
        Reset
      </button>
      {reset.error?.code === "already_zero" && <p role="status">There is nothing to reset.</p>}
    </>
  );
}
