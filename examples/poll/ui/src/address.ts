import { useSyncExternalStore } from "react";

/** The poll that the address names (`#lunch`), `null` where it names none. */
export function useChosenPoll(): string | null {
  return useSyncExternalStore(subscribe, () => location.hash.slice(1) || null);
}

/** Where no poll is chosen, for links. */
export const NO_POLL = "#";

/** Where a poll is, for links. */
export function addressOf(poll: string): string {
  return `#${poll}`;
}

/** Goes to a poll. */
export function choose(poll: string): void {
  location.hash = poll;
}

/** Goes to a poll without a step that leads back. */
export function chooseAtFirst(poll: string): void {
  history.replaceState(null, "", addressOf(poll));
  // A replaced state is not an event of its own.
  dispatchEvent(new HashChangeEvent("hashchange"));
}

function subscribe(onChange: () => void): () => void {
  addEventListener("hashchange", onChange);
  return () => removeEventListener("hashchange", onChange);
}
