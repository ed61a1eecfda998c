import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { RoomProxy } from "./hooks";
import { useTyping } from "./use-typing";

/** What was being written in each room, so that it is still there on coming back. */
const drafts = new Map<string, string>();

interface ComposerProps {
  /** Identifies the room. */
  id: string;
  store: RoomProxy;
  onSend: (text: string) => void;
}

export function Composer({ id, store, onSend }: ComposerProps) {
  const [text, setText] = useState(() => drafts.get(id) ?? "");
  const field = useRef<HTMLTextAreaElement>(null);
  const typing = useTyping(store);

  useEffect(() => {
    // A touch screen would cover the messages with its keyboard.
    if (matchMedia("(pointer: fine)").matches) field.current?.focus();
  }, []);

  const change = (text: string): void => {
    setText(text);
    drafts.set(id, text);
    if (text.trim() === "") typing.stop();
    else typing.start();
  };
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    if (text.trim() === "") return;
    onSend(text.trim());
    typing.reset();
    setText("");
    drafts.delete(id);
    field.current?.focus();
  };
  const press = (event: KeyboardEvent): void => {
    // `isComposing`: with an input method, Enter chooses a word.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };

  return (
    <form className="composer" onSubmit={submit}>
      <textarea
        ref={field}
        rows={1}
        value={text}
        maxLength={2000}
        aria-label="Message"
        placeholder="Write a message"
        enterKeyHint="send"
        onChange={(event) => change(event.target.value)}
        onKeyDown={press}
      />
      <button type="submit" className="button send" disabled={text.trim() === ""}>
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path d="M3 10 17 3l-4 14-3-5Z" />
        </svg>
        <span className="for-screen-readers">Send</span>
      </button>
    </form>
  );
}
