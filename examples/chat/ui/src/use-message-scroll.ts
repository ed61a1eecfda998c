import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Message } from "./hooks";

/** How far from the end still counts as there, in pixels. */
const CLOSE = 48;

/**
 * Keeps the end of the messages in sight while it is, and otherwise what is being read in its place,
 * whatever comes before or after it. It begins where the unread messages do, else at the end.
 *
 * @param outgoing how many messages are on their way: one more of them leads to the end.
 */
export function useMessageScroll(
  list: RefObject<HTMLElement | null>,
  messages: readonly Message[],
  outgoing: number,
): { isAtEnd: boolean; toEnd: () => void } {
  const [isAtEnd, setAtEnd] = useState(true);
  const follows = useRef(true);
  const before = useRef<{ first?: number | undefined; outgoing: number; height: number }>(
    undefined,
  );
  const first = messages[0]?.id;

  const toEnd = useCallback(() => {
    const element = list.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, [list]);

  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const last = before.current;
    before.current = { first, outgoing, height: element.scrollHeight };
    const mark = last ? null : element.querySelector<HTMLElement>(".unread");
    if (mark) {
      element.scrollTop = mark.offsetTop - element.clientHeight / 3;
    } else if (!last || follows.current || outgoing > last.outgoing) {
      element.scrollTop = element.scrollHeight;
    } else if (last.first !== first && messages.some((message) => message.id === last.first)) {
      element.scrollTop += element.scrollHeight - last.height;
    }
  }, [list, messages, first, outgoing]);

  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const look = (): void => {
      const rest = element.scrollHeight - element.scrollTop - element.clientHeight;
      follows.current = rest < CLOSE;
      setAtEnd(follows.current);
    };
    // The composer grows, the window changes: what was at the end stays there.
    const observer = new ResizeObserver(() => {
      if (follows.current) element.scrollTop = element.scrollHeight;
      if (before.current) before.current.height = element.scrollHeight;
    });
    look();
    element.addEventListener("scroll", look, { passive: true });
    observer.observe(element);
    return () => {
      element.removeEventListener("scroll", look);
      observer.disconnect();
    };
  }, [list]);

  return { isAtEnd, toEnd };
}
