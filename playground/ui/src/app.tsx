import { useState } from "react";
import type { AnyConnection } from "./connection";
import { ConnectionStatus } from "./connection-status";
import type { Contract } from "./contract";
import { RootPanel } from "./root/root-panel";
import type { RootChoice } from "./root/use-root";
import { RootList } from "./root-list";
import { TopBar } from "./top-bar";
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
      <TopBar home="./">
        <ConnectionStatus connection={connection} />
      </TopBar>
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
