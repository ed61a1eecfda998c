const STORED = "hands-up:voter";

/**
 * Who votes: a random id that this browser keeps, so that it has one vote in each poll. Whoever
 * knows it votes in this name, so it goes to the server alone.
 */
export function voterId(): string {
  const known = localStorage.getItem(STORED);
  if (known) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  localStorage.setItem(STORED, id);
  return id;
}
