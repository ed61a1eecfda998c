import { useState } from "react";
import { addressOf } from "./address";
import { AskDialog } from "./ask-dialog";
import { useChanges } from "./changes";
import { type PollsProxy, useMusubiSnapshot } from "./hooks";
import { hueOf } from "./hues";
import { votes } from "./votes";

type Summary = Musubi.Types.PollSummary;

export function PollList({ store, chosen }: { store: PollsProxy; chosen: string | null }) {
  const polls = useMusubiSnapshot(store, (list) => list?.polls) ?? [];
  const [isAsking, setIsAsking] = useState(false);
  return (
    <nav className="list" aria-label="Polls">
      <div className="list-head">
        <h2>On the table</h2>
        <button type="button" className="button" onClick={() => setIsAsking(true)}>
          Ask something
        </button>
      </div>
      {polls.length === 0 ? (
        <p className="muted">Nobody has asked anything yet.</p>
      ) : (
        <ul>
          {polls.map((poll) => (
            <Row key={poll.id} poll={poll} isChosen={poll.id === chosen} />
          ))}
        </ul>
      )}
      {isAsking && <AskDialog store={store} onClose={() => setIsAsking(false)} />}
    </nav>
  );
}

function Row({ poll, isChosen }: { poll: Summary; isChosen: boolean }) {
  const changes = useChanges(poll.votes);
  return (
    <li>
      <a
        className={poll.is_open ? "row" : "row closed"}
        href={addressOf(poll.id)}
        aria-current={isChosen ? "page" : undefined}
      >
        <span className="row-question">{poll.question}</span>
        <Shares percents={poll.percents} />
        <span className="row-foot numbers">
          <span key={changes} className={changes > 0 ? "pop" : undefined}>
            {votes(poll.votes)}
          </span>
          {poll.has_my_vote && <span>You voted</span>}
          {!poll.is_open && <span className="chip">Closed</span>}
          {poll.is_open && poll.has_deadline && <span className="chip hot">On the clock</span>}
        </span>
      </a>
    </li>
  );
}

/** All options in one bar. */
function Shares({ percents }: { percents: readonly number[] }) {
  return (
    <span className="shares" aria-hidden="true">
      {percents.map((percent, option) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an option is known by its place
        <span key={option} style={{ "--hue": hueOf(option), flexGrow: percent }} />
      ))}
    </span>
  );
}
