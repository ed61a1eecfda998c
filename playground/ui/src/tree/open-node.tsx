import { type ReactNode, useState } from "react";
import type { Change } from "../root/changes";

interface OpenNodeProps {
  readonly startsOpen: boolean;
  /** What the newest change did to it. */
  readonly change: Change | undefined;
  readonly turn: number;
  readonly title: ReactNode;
  readonly actions: ReactNode;
  readonly children: readonly ReactNode[];
}

/** A node that can be opened and closed. */
export function OpenNode({ startsOpen, change, turn, title, actions, children }: OpenNodeProps) {
  const [open, setOpen] = useState(startsOpen);
  const isEmpty = children.length === 0;
  // What changed inside an open node is lit itself.
  const lit = change === "value" || (change === "within" && !open);
  return (
    <li className="branch">
      <div key={lit ? turn : "still"} className={lit ? "row lit" : "row"}>
        <button
          type="button"
          className="toggle"
          aria-expanded={open}
          disabled={isEmpty}
          onClick={() => setOpen(!open)}
        >
          <svg viewBox="0 0 10 10" aria-hidden="true">
            <path d="M3 1.5 7 5 3 8.5" />
          </svg>
          {title}
        </button>
        {actions}
      </div>
      {open && !isEmpty && <ul>{children}</ul>}
    </li>
  );
}
