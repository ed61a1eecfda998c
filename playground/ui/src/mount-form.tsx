import { type FormEvent, useId, useState } from "react";
import type { StoreShape } from "./contract";
import { TypeField } from "./form/type-field";
import type { RootChoice } from "./root/use-root";
import type { Types } from "./types/types";
import { isObject, problemOf, startValue } from "./types/values";

interface MountFormProps {
  readonly types: Types;
  readonly store: StoreShape;
  /** Whether this root is mounted already. */
  readonly isMounted: (module: string, id: string) => boolean;
  readonly onMount: (choice: RootChoice) => void;
}

/** Asks under which id and with which params a root is to be mounted. */
export function MountForm({ types, store, isMounted, onMount }: MountFormProps) {
  const idField = useId();
  const type = types.paramsOf(store.module);
  const [id, setId] = useState(() => freeId((other) => isMounted(store.module, other)));
  const [params, setParams] = useState(() => startParams(types, store.module));
  const taken = isMounted(store.module, id.trim());
  const problem = taken ? "This root is mounted already." : problemOf(types, type, params);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (problem !== null || !isObject(params)) return;
    onMount({ module: store.module, id: id.trim(), params });
    // The next root needs another id.
    setId(freeId((other) => other === id.trim() || isMounted(store.module, other)));
  };
  return (
    <form className="mount-form" onSubmit={submit}>
      <div className="field">
        <label htmlFor={idField}>
          id <span className="type">identifies this root</span>
        </label>
        <input
          id={idField}
          required
          pattern=".*\S.*"
          autoComplete="off"
          value={id}
          onChange={(event) => setId(event.target.value)}
        />
      </div>
      <TypeField types={types} type={type} label="" doc="" value={params} onChange={setParams} />
      {problem !== null && <p className="problem">{problem}</p>}
      <button type="submit" className="primary" disabled={problem !== null}>
        Mount
      </button>
    </form>
  );
}

/** The first of `main`, `main-2`, … that is not taken. */
function freeId(isTaken: (id: string) => boolean): string {
  let id = "main";
  for (let number = 2; isTaken(id); number += 1) id = `main-${number}`;
  return id;
}

/** Params are mostly names of something, so texts start with one. */
function startParams(types: Types, module: string): unknown {
  const params = startValue(types, types.paramsOf(module));
  if (!isObject(params)) return {};
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, value === "" ? "demo" : value]),
  );
}
