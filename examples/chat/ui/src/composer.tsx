import {
  type ClipboardEvent,
  type DragEvent,
  type FormEvent,
  type KeyboardEvent,
  useEffect,
  useRef,
  useState,
} from "react";
import type { RoomProxy } from "./hooks";
import { ImageTray } from "./image-tray";
import { useImages } from "./use-images";
import { useTyping } from "./use-typing";

/** What was being written in each room, so that it is still there on coming back. */
const drafts = new Map<string, string>();

interface ComposerProps {
  /** Identifies the room. */
  id: string;
  store: RoomProxy;
  onSend: (text: string, images: number) => void;
}

export function Composer({ id, store, onSend }: ComposerProps) {
  const [text, setText] = useState(() => drafts.get(id) ?? "");
  const [isAimedAt, setAimedAt] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const typing = useTyping(store);
  const images = useImages(store);
  const canSend = !images.isUploading && (text.trim() !== "" || images.arrived > 0);

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
    if (!canSend) return;
    onSend(text.trim(), images.arrived);
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
  const take = (event: ClipboardEvent | DragEvent, data: DataTransfer): void => {
    setAimedAt(false);
    if (data.files.length === 0) return;
    event.preventDefault();
    void images.add([...data.files]);
  };

  return (
    <form
      className="composer"
      data-aimed-at={isAimedAt || undefined}
      onSubmit={submit}
      onPaste={(event) => take(event, event.clipboardData)}
      onDrop={(event) => take(event, event.dataTransfer)}
      onDragOver={(event) => {
        event.preventDefault();
        setAimedAt(true);
      }}
      onDragLeave={() => setAimedAt(false)}
    >
      <ImageTray images={images} />
      <div className="composer-row">
        <label className="plain icon attach" title="Add images">
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <path d="M3 5h14v11H3ZM3 13l4-4 4 4 2-2 4 4M13 8h.01" />
          </svg>
          <span className="for-screen-readers">Add images</span>
          <input
            type="file"
            className="for-screen-readers"
            accept={acceptOf(store)}
            multiple
            onChange={(event) => {
              void images.add([...(event.target.files ?? [])]);
              // The same file may be chosen again.
              event.target.value = "";
            }}
          />
        </label>
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
        <button type="submit" className="button send" disabled={!canSend}>
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <path d="M3 10 17 3l-4 14-3-5Z" />
          </svg>
          <span className="for-screen-readers">Send</span>
        </button>
      </div>
    </form>
  );
}

/** What the dialog of the browser offers to choose. */
function acceptOf(store: RoomProxy): string | undefined {
  const { accept } = store.images.config;
  return accept === "any" ? undefined : accept.join(",");
}
