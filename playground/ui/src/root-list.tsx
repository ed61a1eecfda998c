import { useState } from "react";
import type { Contract } from "./contract";
import { Doc } from "./doc";
import { MountForm } from "./mount-form";
import type { RootChoice } from "./root/use-root";
import type { Types } from "./types/types";

interface RootListProps {
  readonly contract: Contract;
  readonly types: Types;
  readonly isMounted: (module: string, id: string) => boolean;
  readonly onMount: (choice: RootChoice) => void;
}

/** The roots that can be mounted, each with its documentation and, when chosen, its form. */
export function RootList({ contract, types, isMounted, onMount }: RootListProps) {
  const roots = Object.values(contract.stores).filter((store) => store.root);
  const [chosen, setChosen] = useState(roots[0]?.module);
  return (
    <nav className="roots" aria-labelledby="roots-heading">
      <h2 id="roots-heading">Roots</h2>
      <ul>
        {roots.map((store) => {
          const isChosen = store.module === chosen;
          return (
            <li key={store.module} className={isChosen ? "root-card chosen" : "root-card"}>
              <button
                type="button"
                className="root-title"
                aria-expanded={isChosen}
                onClick={() => setChosen(isChosen ? undefined : store.module)}
              >
                <strong>{store.module}</strong>
                <Doc text={store.doc} />
              </button>
              {isChosen && (
                <MountForm types={types} store={store} isMounted={isMounted} onMount={onMount} />
              )}
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
