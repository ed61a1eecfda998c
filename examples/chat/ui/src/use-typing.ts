import { tryCommand } from "@musubi/client";
import { useCallback, useRef } from "react";
import type { RoomProxy } from "./hooks";

/** The server believes it for four seconds, so it hears of it a little more often, in milliseconds. */
const PERIOD = 2500;

/** Tells the server that somebody types, without a command for each letter. */
export function useTyping(store: RoomProxy): {
  start: () => void;
  stop: () => void;
  /** After something that ends the typing on the server by itself. */
  reset: () => void;
} {
  const last = useRef(0);
  const start = useCallback(() => {
    if (Date.now() - last.current < PERIOD) return;
    last.current = Date.now();
    void tryCommand(store, "start_typing");
  }, [store]);
  const stop = useCallback(() => {
    if (last.current === 0) return;
    last.current = 0;
    void tryCommand(store, "stop_typing");
  }, [store]);
  const reset = useCallback(() => {
    last.current = 0;
  }, []);
  return { start, stop, reset };
}
