import type { CSSProperties } from "react";

/** The first letter of a name on a colour of its own. The name stands beside it, or in `title`. */
export function Avatar({ name }: { name: string }) {
  const style: CSSProperties = { "--hue": hueOf(name) };
  return (
    <span className="avatar" style={style} aria-hidden="true">
      {[...name][0]?.toUpperCase()}
    </span>
  );
}

/** A colour for a name, in degrees: the same wherever it is shown. */
export function hueOf(name: string): number {
  let hash = 7;
  for (const letter of name) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return hash;
}
