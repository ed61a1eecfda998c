import { MessageText } from "./message-text";
import type { Outbox } from "./outbox";

/** What was sent and is not in the room yet, with what to do where it failed. */
export function OutgoingMessages({ outbox, me }: { outbox: Outbox; me: string }) {
  if (outbox.messages.length === 0) return null;
  return (
    <section className="group outgoing" data-own aria-label="On their way">
      {outbox.messages.map((message) => (
        <article key={message.key} className="message" data-failed={message.problem !== null}>
          {message.text !== "" && <MessageText text={message.text} me={me} />}
          {message.images > 0 && (
            <p className="small">{message.images === 1 ? "1 image" : `${message.images} images`}</p>
          )}
          {message.problem !== null && (
            <p className="failure" role="alert">
              Not sent. {message.problem}{" "}
              <button type="button" className="link" onClick={() => outbox.retry(message)}>
                Try again
              </button>{" "}
              <button type="button" className="link" onClick={() => outbox.discard(message)}>
                Discard
              </button>
            </p>
          )}
        </article>
      ))}
    </section>
  );
}
