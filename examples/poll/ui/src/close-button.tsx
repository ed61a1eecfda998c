import { useState } from "react";
import { type PollProxy, useMusubiCommand } from "./hooks";
import { pollProblem } from "./problems";

/** Closes a poll that is one's own, after asking once more: there is no way back. */
export function CloseButton({ store }: { store: PollProxy }) {
  const [isSure, setIsSure] = useState(false);
  const close = useMusubiCommand(store, "close");
  return (
    <div className="closing">
      {isSure ? (
        <>
          <button
            type="button"
            className="button danger"
            disabled={close.isPending}
            onClick={() => close.dispatch().catch(() => undefined)}
          >
            Close it for everybody
          </button>
          <button type="button" className="button quiet" onClick={() => setIsSure(false)}>
            Keep it open
          </button>
        </>
      ) : (
        <button type="button" className="button quiet" onClick={() => setIsSure(true)}>
          Close this poll…
        </button>
      )}
      <p className="problem" role="alert">
        {close.error && pollProblem(close.error)}
      </p>
    </div>
  );
}
