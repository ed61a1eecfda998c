import type { Envelope, Op } from "../traffic";
import { Arrow, Bytes, Time } from "./units";

/** Longer values are cut in the list of operations. */
const SHOWN = 120;

/** A step of the state: from which version to which, by which operations. */
export function EnvelopeRow({ envelope, isNewest }: { envelope: Envelope; isNewest: boolean }) {
  const { ops, others } = envelope;
  const count = ops.length === 1 ? "1 op" : `${ops.length} ops`;
  return (
    <details open={isNewest}>
      <summary className="line">
        <Arrow direction="in" />
        <span className="tag patch">
          {envelope.baseVersion} → {envelope.version}
        </span>
        <span>
          {count}
          {others > 0 && `, ${others} besides`}
        </span>
        <Bytes count={envelope.bytes} />
        <Time at={envelope.at} />
      </summary>
      <ul className="ops">
        {ops.map((op, index) => (
          // The operations of an envelope never change.
          // biome-ignore lint/suspicious/noArrayIndexKey: there is nothing else to know them by
          <li key={index}>
            <OpView op={op} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function OpView({ op }: { op: Op }) {
  const text = op.value === undefined ? undefined : JSON.stringify(op.value);
  return (
    <>
      <span className={`op ${op.op}`}>{op.op}</span>
      <span className="path">
        {op.from !== undefined && `${op.from} → `}
        {op.path === "" ? "(all)" : op.path}
      </span>
      {text !== undefined && (
        <code title={text.length > SHOWN ? text : undefined}>
          {text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}
        </code>
      )}
    </>
  );
}
