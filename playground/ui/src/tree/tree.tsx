import type { ReactNode } from "react";
import { type Changes, type Path, pathKey } from "../root/changes";
import { storeIdOf } from "../root/stores";
import type { Type } from "../types/type";
import type { Types } from "../types/types";
import { Leaf } from "./leaf";
import { OpenNode } from "./open-node";

/** What all nodes of a tree share. */
export interface TreeContext {
  readonly types: Types;
  readonly changes: Changes;
  /** Counts the changes, so that the same value can light up twice. */
  readonly turn: number;
  /** The stores that commands can be sent to, with what to do when one is chosen. */
  readonly renderStoreActions: (path: Path) => ReactNode;
}

interface TreeNodeProps {
  readonly context: TreeContext;
  readonly name: string | number | null;
  readonly value: unknown;
  readonly type: Type;
  readonly doc: string;
  readonly path: Path;
}

/** A value of the state, with all that is in it. */
export function TreeNode(props: TreeNodeProps) {
  const { context, name, value, path } = props;
  const change = context.changes.get(pathKey(path));
  if (typeof value !== "object" || value === null) {
    return (
      <li className="leaf">
        <Name name={name} doc={props.doc} />
        <Leaf value={value} lit={change === "value"} turn={context.turn} />
      </li>
    );
  }
  const type = context.types.narrow(props.type, value);
  const entries = entriesOf(value);
  const store = storeIdOf(value);
  return (
    <OpenNode
      // What is new is shown open and lit.
      startsOpen={startsOpen(path, value, store !== undefined)}
      change={change}
      turn={context.turn}
      title={
        <>
          <Name name={name} doc={props.doc} />
          {store ? (
            <span className="store-mark">{type.kind === "store" ? type.module : "store"}</span>
          ) : (
            <span className="summary">{summary(value, entries.length)}</span>
          )}
        </>
      }
      actions={store && context.renderStoreActions(path)}
    >
      {entries.map(([key, inner]) => (
        <TreeNode
          key={rowKey(key, inner)}
          context={context}
          name={key}
          value={inner}
          type={context.types.inner(type, key)}
          doc={context.types.docOf(type, key)}
          path={[...path, key]}
        />
      ))}
    </OpenNode>
  );
}

function Name({ name, doc }: { name: string | number | null; doc: string }) {
  if (name === null) return null;
  return (
    <span className={typeof name === "number" ? "name index" : "name"} title={doc || undefined}>
      {name}
    </span>
  );
}

/** The members of a state, without the mark of a store. */
function entriesOf(value: object): [string | number, unknown][] {
  if (Array.isArray(value)) return [...value.entries()];
  return Object.entries(value).filter(([key]) => !key.startsWith("__musubi_"));
}

/** A row keeps its place in the page, and whether it is open, when it moves. */
function rowKey(key: string | number, value: unknown): string {
  const store = storeIdOf(value);
  return store ? `store ${JSON.stringify(store)}` : String(key);
}

function summary(value: object, count: number): string {
  return Array.isArray(value) ? `[${count}]` : count === 0 ? "{}" : `{${count}}`;
}

/** Long lists of plain rows start closed, for they hide the rest. */
function startsOpen(path: Path, value: object, isStore: boolean): boolean {
  if (path.length === 0 || isStore) return true;
  if (!Array.isArray(value)) return path.length < 3;
  return value.length <= 3 || value.some((row) => storeIdOf(row) !== undefined);
}
