import { useState } from "react";
import type { AnyConnection } from "./connection";
import { ConnectionStatus } from "./connection-status";
import type { Contract } from "./contract";
import { RootPanel } from "./root/root-panel";
import type { RootChoice } from "./root/use-root";
import { RootList } from "./root-list";
import { ThemeChoice } from "./theme-choice";
import { Types } from "./types/types";

interface AppProps {
  readonly connection: AnyConnection;
  readonly contract: Contract;
}

/** The roots that can be mounted, and beside them those that are. */
export function App({ connection, contract }: AppProps) {
  const [types] = useState(() => new Types(contract));
  const [mounted, setMounted] = useState<readonly RootChoice[]>([]);
  const isMounted = (module: string, id: string): boolean =>
    mounted.some((root) => root.module === module && root.id === id);
  return (
    <>
      <header className="top">
        <h1>
          <Knot /> Musubi <span className="muted">playground</span>
        </h1>
        <ConnectionStatus connection={connection} />
        <nav className="apps" aria-label="Pages of the examples">
          <a href="counter/">Counter</a>
          <a href="cart/">Cart</a>
          <a href="poll/">Poll</a>
          <a href="chat/">Chat</a>
        </nav>
        <ThemeChoice />
      </header>
      <div className="page">
        <RootList
          contract={contract}
          types={types}
          isMounted={isMounted}
          onMount={(choice) => setMounted((roots) => [...roots, choice])}
        />
        <main className="panels">
          {mounted.length === 0 && <Nothing />}
          {mounted.map((choice) => (
            <RootPanel
              key={`${choice.module}:${choice.id}`}
              connection={connection}
              contract={contract}
              types={types}
              choice={choice}
              onUnmount={() => setMounted((roots) => roots.filter((root) => root !== choice))}
            />
          ))}
        </main>
      </div>
    </>
  );
}

function Nothing() {
  return (
    <div className="nothing">
      <p>Mount a root to see its state.</p>
      <p className="muted">
        Every change lights up in the tree, with the patch that brought it below. Mount several to
        have them side by side.
      </p>
    </div>
  );
}

/** The knot that Musubi is named after. */
function Knot() {
  return (
    <svg className="knot" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M4 21c7 0 8-12 15-12a6 6 0 0 1 0 12c-7 0-8-12-15-12" />
      <path d="M28 9c-4 0-6 3-7.5 6M28 21c-3 0-5-2-6.5-4" />
    </svg>
  );
}
