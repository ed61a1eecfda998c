import { storeIdKey } from "@musubi/client";
import { type ReactNode, useCallback, useState, useSyncExternalStore } from "react";
import { CommandPanel } from "../command/command-panel";
import { type AnyConnection, topicOf, traffic } from "../connection";
import type { Contract } from "../contract";
import { TreeNode } from "../tree/tree";
import type { Types } from "../types/types";
import { WireLog } from "../wire/wire-log";
import { type Path, pathKey } from "./changes";
import { proxyAt, storesIn } from "./stores";
import { type RootChoice, type RootState, useRoot } from "./use-root";

interface RootPanelProps {
  readonly connection: AnyConnection;
  readonly contract: Contract;
  readonly types: Types;
  readonly choice: RootChoice;
  readonly onUnmount: () => void;
}

/** A mounted root: its state, its commands, and what goes over the wire for it. */
export function RootPanel({ connection, contract, types, choice, onUnmount }: RootPanelProps) {
  const state = useRoot(connection, choice);
  const topic = topicOf(choice.module, choice.id);
  const subscribe = useCallback((change: () => void) => traffic.subscribe(topic, change), [topic]);
  const entries = useSyncExternalStore(subscribe, () => traffic.entries(topic));
  const envelope = entries.findLast((entry) => entry.kind === "envelope");
  const label = `${choice.module} ${choice.id}`;
  return (
    <section className="panel" aria-label={label}>
      <div className="parts">
        <header>
          <h2>
            {choice.module} <span className="id">{choice.id}</span>
          </h2>
          {envelope && <span className="version">version {envelope.version}</span>}
          <button type="button" className="quiet" onClick={onUnmount}>
            Unmount<span className="for-screen-readers"> {label}</span>
          </button>
        </header>
        {state.status === "mounting" && <p className="muted pad">Mounting…</p>}
        {state.status === "refused" && (
          <p className="problem pad" role="alert">
            {state.reason}
          </p>
        )}
        {state.status === "mounted" && (
          <Mounted state={state} contract={contract} types={types} module={choice.module} />
        )}
        <Part title="Wire" className="wire">
          <WireLog entries={entries} />
        </Part>
      </div>
    </section>
  );
}

interface MountedProps {
  readonly state: RootState & { status: "mounted" };
  readonly contract: Contract;
  readonly types: Types;
  readonly module: string;
}

function Mounted({ state, contract, types, module }: MountedProps) {
  const [chosen, setChosen] = useState(storeIdKey([]));
  const stores = storesIn(types, module, state.snapshot);
  const store = stores.find((store) => store.key === chosen) ?? stores[0];
  const renderStoreActions = (path: Path): ReactNode => {
    const here = stores.find((store) => pathKey(store.path) === pathKey(path));
    if (!here || stores.length < 2) return null;
    const isChosen = here.key === store?.key;
    return (
      <button
        type="button"
        className={isChosen ? "target chosen" : "target"}
        aria-pressed={isChosen}
        onClick={() => setChosen(here.key)}
      >
        commands<span className="for-screen-readers"> of {nameOf(here.module, here.id)}</span>
      </button>
    );
  };
  const shape = store && contract.stores[store.module];
  const proxy = store && proxyAt(state.store, store.path);
  return (
    <>
      <Part title="State" className="state">
        <ul className="tree">
          <TreeNode
            context={{ types, changes: state.changes, turn: state.turn, renderStoreActions }}
            name={null}
            value={state.snapshot}
            type={{ kind: "store", module }}
            doc=""
            path={[]}
          />
        </ul>
      </Part>
      <Part
        title="Commands"
        className="commands"
        aside={
          stores.length > 1 && (
            <select
              aria-label="Store that gets the command"
              value={store?.key}
              onChange={(event) => setChosen(event.target.value)}
            >
              {stores.map((store) => (
                <option key={store.key} value={store.key}>
                  {nameOf(store.module, store.id)}
                </option>
              ))}
            </select>
          )
        }
      >
        {store && shape && proxy ? (
          <CommandPanel key={store.key} types={types} store={shape} proxy={proxy} />
        ) : (
          <p className="muted">There is no store to send a command to.</p>
        )}
      </Part>
    </>
  );
}

function nameOf(module: string, id: readonly string[]): string {
  return id.length === 0 ? module : `${module} ${id.join("/")}`;
}

interface PartProps {
  readonly title: string;
  readonly className: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

function Part({ title, className, aside, children }: PartProps) {
  return (
    <section className={`part ${className}`} aria-label={title}>
      <div className="part-head">
        <h3>{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}
