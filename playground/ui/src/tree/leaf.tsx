interface LeafProps {
  readonly value: unknown;
  /** Whether the newest change changed it. */
  readonly lit: boolean;
  readonly turn: number;
}

/** A text, a number, a truth value, or nothing. */
export function Leaf({ value, lit, turn }: LeafProps) {
  const kind = value === null ? "null" : typeof value;
  return (
    // A new key starts the animation anew when the value changes again.
    <span key={lit ? turn : "still"} className={`value ${kind}${lit ? " lit" : ""}`}>
      {JSON.stringify(value) ?? "undefined"}
    </span>
  );
}
