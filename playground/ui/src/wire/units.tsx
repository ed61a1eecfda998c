/** The size of what went over the wire. */
export function Bytes({ count }: { count: number }) {
  const text = count < 1000 ? `${count} B` : `${(count / 1000).toFixed(1)} kB`;
  return <span className="bytes">{text}</span>;
}

const clock = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

export function Time({ at }: { at: number }) {
  return <time dateTime={new Date(at).toISOString()}>{clock.format(at)}</time>;
}

/** Whether it came from the server or went to it. */
export function Arrow({ direction }: { direction: "in" | "out" }) {
  return (
    <span className={`arrow ${direction}`}>
      <span className="for-screen-readers">{direction === "in" ? "received" : "sent"}</span>
    </span>
  );
}
