/**
 * A page for the tests: `@musubi/react` over the Rust client, under StrictMode.
 *
 * @module
 */

import { createMusubi } from "@musubi/react";
import { StrictMode, Suspense, useState } from "react";
import { createRoot } from "react-dom/client";
import type * as Rust from "../../../examples/counter/js/dist/musubi_counter_js.js";

declare const type: unique symbol;

interface Registry {
  CounterStore: {
    readonly [type]: {
      shape: { count: number; doubled: number };
      commands: {
        increment: { payload: { amount: number }; reply: never; error: never };
        reset: {
          payload: Record<never, never>;
          reply: { from: number };
          error: { code: "already_zero"; detail: null };
        };
      };
      params: { count?: number };
    };
  };
}

const {
  MusubiProvider,
  useMusubiCommand,
  useMusubiRoot,
  useMusubiRootSuspense,
  useMusubiSnapshot,
  useMusubiSocketStatus,
} = createMusubi<Registry>();

/** How often the counter was rendered. */
const renders = { doubled: 0 };
Object.assign(window, { renders });

function Counter() {
  const mount = useMusubiRoot({ module: "CounterStore", id: "react" });
  if (mount.status === "error") return <p role="alert">{mount.error.message}</p>;
  return mount.status === "ready" ? <Ready store={mount.store} /> : <p>Loading</p>;
}

type Store = ReturnType<typeof useMusubiRootSuspense<"CounterStore">>;

function Ready({ store }: { store: Store }) {
  const snapshot = useMusubiSnapshot(store);
  const increment = useMusubiCommand(store, "increment");
  const reset = useMusubiCommand(store, "reset");
  return (
    <>
      <output aria-label="Count">{snapshot?.count}</output>
      <button type="button" onClick={() => void increment.tryDispatch({ amount: 1 })}>
        Increment
      </button>
      <button type="button" onClick={() => void reset.tryDispatch()}>
        Reset
      </button>
      <p role="status">
        {reset.error?.code === "already_zero" && "There is nothing to reset."}
        {reset.data && `Reset from ${reset.data.from}.`}
      </p>
    </>
  );
}

function Suspended() {
  const store = useMusubiRootSuspense({ module: "CounterStore", id: "react" });
  renders.doubled += 1;
  const doubled = useMusubiSnapshot(store, (snapshot) => (snapshot?.count ?? 0) >= 2);
  return <output aria-label="Many">{String(doubled)}</output>;
}

function App() {
  const status = useMusubiSocketStatus();
  const [isShown, show] = useState(true);
  return (
    <Suspense fallback={<p>Loading</p>}>
      {isShown && <Counter />}
      {isShown && <Suspended />}
      <button type="button" onClick={() => show(!isShown)}>
        Toggle
      </button>
      <output aria-label="Socket">{status}</output>
    </Suspense>
  );
}

const address = "/js/musubi_counter_js.js";
const rust: typeof Rust = await import(/* @vite-ignore */ address);
await rust.default();
const connection = await rust.connect<Registry>("/socket");
const root = document.getElementById("root") as HTMLElement;
createRoot(root).render(
  <StrictMode>
    <MusubiProvider connection={connection}>
      <App />
    </MusubiProvider>
  </StrictMode>,
);
