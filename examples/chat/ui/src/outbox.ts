import { tryCommand } from "@musubi/client";
import { useCallback, useEffect, useRef, useState } from "react";
import { type RoomProxy, useMusubiSnapshot } from "./hooks";
import { sendProblem } from "./problems";

/** A message that has been sent, and is not in the room yet. */
export interface Outgoing {
  readonly key: number;
  readonly text: string;
  /** How many images go with it. */
  readonly images: number;
  /** The id that the server gave it. */
  readonly id: number | null;
  /** Why it was not sent. */
  readonly problem: string | null;
}

export interface Outbox {
  readonly messages: readonly Outgoing[];
  readonly send: (text: string, images: number) => void;
  readonly retry: (message: Outgoing) => void;
  readonly discard: (message: Outgoing) => void;
}

/** Keeps each message on screen from the moment it is sent until it is in the room. */
export function useOutbox(store: RoomProxy): Outbox {
  const [all, setAll] = useState<readonly Outgoing[]>([]);
  const lastKey = useRef(0);
  const newest = useMusubiSnapshot(store, (room) => room?.messages.at(-1)?.id ?? 0);
  const messages = all.filter((message) => message.id === null || message.id > newest);

  useEffect(() => {
    setAll((all) => all.filter((message) => message.id === null || message.id > newest));
  }, [newest]);

  const discard = useCallback((message: Outgoing) => {
    setAll((all) => all.filter((other) => other.key !== message.key));
  }, []);
  const send = useCallback(
    async (text: string, images: number) => {
      lastKey.current += 1;
      const message = {
        key: lastKey.current,
        text,
        images,
        id: null,
        problem: null,
      };
      setAll((all) => [...all, message]);
      const { reply, error } = await tryCommand(store, "send", { text });
      const news = error ? { problem: sendProblem(error) } : { id: reply.id };
      setAll((all) =>
        all.map((other) => (other.key === message.key ? { ...other, ...news } : other)),
      );
    },
    [store],
  );
  const retry = useCallback(
    (message: Outgoing) => {
      discard(message);
      void send(message.text, message.images);
    },
    [send, discard],
  );
  return { messages, send, retry, discard };
}
