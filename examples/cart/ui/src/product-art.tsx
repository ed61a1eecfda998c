import type { ReactNode } from "react";

/** Drawn on a grid of 64 units; a line is 2.5 wide. The hue tints the drawing and its ground. */
const ART: Record<string, { hue: number; drawing: ReactNode }> = {
  furoshiki: {
    hue: 250,
    drawing: (
      <>
        <path d="M14 40c0-9 8-15 18-15s18 6 18 15-8 13-18 13-18-4-18-13Z" />
        <path d="M32 25c-6-1-10-6-9-13 6 1 9 5 9 13Zm0 0c6-1 10-6 9-13-6 1-9 5-9 13Z" />
        <path d="M20 33c4 5 20 5 24 0" />
      </>
    ),
  },
  kyusu: {
    hue: 30,
    drawing: (
      <>
        <path d="M20 28h24c4 4 5 8 4 13-1 6-6 9-16 9s-15-3-16-9c-1-5 0-9 4-13Z" />
        <path d="M24 28c0-4 3-7 8-7s8 3 8 7M32 21v-4M48 35l9-6M16 34c-4-2-7-3-9-7l3-1c3 2 6 2 9 3" />
      </>
    ),
  },
  yunomi: {
    hue: 150,
    drawing: (
      <>
        <path d="M19 22h26l-2 26a5 5 0 0 1-5 4H26a5 5 0 0 1-5-4Z" />
        <path d="M20 31c8 4 16-3 24 0M28 15c-2-3 2-4 0-7M36 15c-2-3 2-4 0-7" />
      </>
    ),
  },
  sencha: {
    hue: 120,
    drawing: (
      <>
        <path d="M32 54V30" />
        <path d="M32 38c-12 1-17-5-18-15 11-1 18 4 18 15Z" />
        <path d="M32 32c0-11 6-18 18-19 2 12-5 19-18 19Z" />
      </>
    ),
  },
  notebook: {
    hue: 350,
    drawing: (
      <>
        <path d="M18 12h26a3 3 0 0 1 3 3v34a3 3 0 0 1-3 3H18Z" />
        <path d="M24 12v40M31 24h10M31 31h10M31 38h6" />
      </>
    ),
  },
  "brush-pen": {
    hue: 210,
    drawing: (
      <>
        <path d="m45 10 9 9-26 26-9-9Z" />
        <path d="M19 36c-5 4-5 10-9 18 8-4 14-4 18-9M38 17l9 9" />
      </>
    ),
  },
  washi: {
    hue: 310,
    drawing: (
      <>
        <circle cx="26" cy="34" r="15" />
        <circle cx="26" cy="34" r="7" />
        <path d="M26 49h26v-5l3-2-3-3v-5H41" />
      </>
    ),
  },
  tenugui: {
    hue: 190,
    drawing: (
      <>
        <path d="M12 14h40M17 14v38h30V14" />
        <path d="M17 26c5-4 10 4 15 0s10 4 15 0M17 35c5-4 10 4 15 0s10 4 15 0M17 44c5-4 10 4 15 0s10 4 15 0" />
      </>
    ),
  },
};

/** A drawing of a product. Its name stands beside it, so it says nothing to a screen reader. */
export function ProductArt({ sku }: { sku: string }) {
  const art = ART[sku];
  return (
    <svg viewBox="0 0 64 64" aria-hidden="true" style={{ "--hue": art?.hue ?? 80 }}>
      {art?.drawing}
    </svg>
  );
}
