/** The veranda under its roof, with the moon above it. */
export function Brand() {
  return (
    <span className="brand">
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <circle className="moon" cx="24" cy="7.5" r="4" />
        <path d="M3 15 13 8l10 7M6 15v9M20 15v9M2.5 24h27M2.5 28h27" />
      </svg>
      Engawa
    </span>
  );
}
