import { type RefObject, useEffect, useRef } from "react";
import { type RoomProxy, useMusubiCommand, useMusubiSnapshot } from "./hooks";

interface OlderMessagesProps {
  store: RoomProxy;
  /** What scrolls. */
  list: RefObject<HTMLElement | null>;
}

/** Gets older messages when it comes into sight, or is pressed. */
export function OlderMessages({ store, list }: OlderMessagesProps) {
  const hasOlder = useMusubiSnapshot(store, (room) => room?.has_older ?? false);
  const { dispatch, isPending, error } = useMusubiCommand(store, "load_older");
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!button.current || !hasOlder || isPending || error) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) void dispatch().catch(() => undefined);
      },
      // A little before it is seen.
      { root: list.current, rootMargin: "200px 0px 0px 0px" },
    );
    observer.observe(button.current);
    return () => observer.disconnect();
  }, [hasOlder, isPending, error, dispatch, list]);

  if (!hasOlder) return null;
  return (
    <button
      ref={button}
      type="button"
      className="older"
      aria-busy={isPending}
      onClick={() => dispatch().catch(() => undefined)}
    >
      {error ? "Older messages did not come. Try again" : "Older messages"}
    </button>
  );
}
