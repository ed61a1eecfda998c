import type { Entry } from "../traffic";
import { EnvelopeRow } from "./envelope-row";
import { RequestRow } from "./request-row";
import { Arrow, Bytes, Time } from "./units";

/** What went over the wire for one root, the newest first. */
export function WireLog({ entries }: { entries: readonly Entry[] }) {
  const newest = entries.findLast((entry) => entry.kind === "envelope")?.number;
  return (
    <ol className="log">
      {entries.toReversed().map((entry) => (
        <li key={entry.number} className={`entry ${entry.kind}`}>
          {entry.kind === "envelope" && (
            <EnvelopeRow envelope={entry} isNewest={entry.number === newest} />
          )}
          {entry.kind === "request" && <RequestRow request={entry} />}
          {entry.kind === "notice" && (
            <p className="line">
              <Arrow direction="in" />
              <span className="tag error">{entry.event}</span>
              <Bytes count={entry.bytes} />
              <Time at={entry.at} />
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}
