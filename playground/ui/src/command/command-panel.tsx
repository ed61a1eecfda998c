import { useState } from "react";
import type { AnyProxy } from "../connection";
import type { StoreShape } from "../contract";
import type { Types } from "../types/types";
import { CommandForm } from "./command-form";

interface CommandPanelProps {
  readonly types: Types;
  readonly store: StoreShape;
  readonly proxy: AnyProxy;
}

/** The commands of a store, one of them with its form. */
export function CommandPanel({ types, store, proxy }: CommandPanelProps) {
  const [chosen, setChosen] = useState(store.commands[0]?.name);
  const command = store.commands.find((command) => command.name === chosen);
  if (!command) return <p className="muted">This store has no commands.</p>;
  return (
    <>
      <fieldset className="chips" aria-label="Command">
        {store.commands.map(({ name, doc }) => (
          <button
            key={name}
            type="button"
            className={name === chosen ? "chip chosen" : "chip"}
            aria-pressed={name === chosen}
            title={doc || undefined}
            onClick={() => setChosen(name)}
          >
            {name}
          </button>
        ))}
      </fieldset>
      <CommandForm key={command.name} types={types} command={command} proxy={proxy} />
    </>
  );
}
