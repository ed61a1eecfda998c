import { memo } from "react";
import { Avatar } from "./avatar";
import type { Section } from "./grouping";
import { ImageGrid } from "./image-grid";
import { MessageText } from "./message-text";
import { exactTimeOf, timeOf } from "./time";

interface MessageGroupProps {
  group: Extract<Section, { kind: "group" }>;
  me: string;
}

/** What one author said in one go. */
export const MessageGroup = memo(
  function MessageGroup({ group, me }: MessageGroupProps) {
    const { author, own, sentAt, messages } = group;
    return (
      <section className="group" data-own={own || undefined} aria-label={author}>
        {!own && <Avatar name={author} />}
        <header>
          <strong>{own ? "You" : author}</strong>{" "}
          <time dateTime={new Date(sentAt).toISOString()} title={exactTimeOf(sentAt)}>
            {timeOf(sentAt)}
          </time>
        </header>
        {messages.map((message) => (
          <article
            key={message.id}
            className="message"
            data-id={message.id}
            data-images={message.images.length > 0 || undefined}
            data-mentions-me={message.mentions_me || undefined}
            title={exactTimeOf(message.sent_at)}
          >
            {message.images.length > 0 && <ImageGrid images={message.images} author={author} />}
            {message.text !== "" && <MessageText text={message.text} me={me} />}
          </article>
        ))}
      </section>
    );
  },
  // Messages keep their identity while they do not change, and groups are made anew.
  (before, after) =>
    before.me === after.me &&
    before.group.key === after.group.key &&
    before.group.messages.length === after.group.messages.length &&
    before.group.messages.every((message, index) => message === after.group.messages[index]),
);
