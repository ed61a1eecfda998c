import { useEffect, useRef, useState } from "react";
import { type Message, type RoomProxy, useMusubiCommand, useMusubiSnapshot } from "./hooks";

/**
 * Tells the server what has been read: everything, while the end of the messages is in sight of
 * somebody. Gives after which message the mark for unread ones stands; `null` for none.
 */
export function useReading(
  store: RoomProxy,
  messages: readonly Message[],
  isAtEnd: boolean,
): number | null {
  const readUpTo = useMusubiSnapshot(store, (room) => room?.read_up_to ?? null);
  const { dispatch } = useMusubiCommand(store, "mark_read");
  const isLooking = useIsLooking();
  const [mark, setMark] = useState(readUpTo);
  const seen = useRef<number>(undefined);
  const newest = messages.at(-1);

  useEffect(() => {
    if (!newest || newest.id === seen.current) return;
    if (newest.own) setMark(null);
    if (isLooking && isAtEnd) {
      seen.current = newest.id;
      void dispatch({ message: newest.id }).catch(() => undefined);
    } else if (!newest.own && seen.current !== undefined) {
      // What comes while nobody looks stands below a mark, too.
      const last = seen.current;
      setMark((mark) => mark ?? last);
    }
  }, [newest, isLooking, isAtEnd, dispatch]);

  return mark;
}

/** Whether somebody looks at this page, as far as the browser can tell. */
function useIsLooking(): boolean {
  const [isLooking, setLooking] = useState(() => document.hasFocus());
  useEffect(() => {
    const look = (): void => setLooking(document.hasFocus());
    addEventListener("focus", look);
    addEventListener("blur", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      removeEventListener("focus", look);
      removeEventListener("blur", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return isLooking;
}
