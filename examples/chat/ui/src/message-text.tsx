import type { ReactNode } from "react";

/** An address, or a name after `@`. */
const SPECIAL =
  /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}'])|(?<![\p{L}\p{N}_-])(@[\p{L}\p{N}_-]{2,20})/gu;

/** What somebody wrote, with its addresses as links and its mentions marked. */
export function MessageText({ text, me }: { text: string; me: string }) {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(SPECIAL)) {
    const [whole, address, mention] = match;
    parts.push(text.slice(end, match.index));
    if (address) {
      parts.push(
        <a key={match.index} href={address} target="_blank" rel="noreferrer noopener">
          {address}
        </a>,
      );
    } else if (mention) {
      const isMe = mention.slice(1).toLowerCase() === me.toLowerCase();
      parts.push(
        <span key={match.index} className="mention" data-me={isMe || undefined}>
          {mention}
        </span>,
      );
    }
    end = match.index + whole.length;
  }
  parts.push(text.slice(end));
  return <p className="text">{parts}</p>;
}
