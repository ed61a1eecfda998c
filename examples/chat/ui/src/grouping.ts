import type { Message } from "./hooks";
import { isSameDay } from "./time";

/** A pause after which the same author begins anew, in milliseconds. */
const PAUSE = 5 * 60_000;

/** What the list of messages is made of. */
export type Section =
  | { readonly kind: "day"; readonly key: string; readonly day: number }
  | { readonly kind: "unread"; readonly key: string }
  | {
      readonly kind: "group";
      readonly key: string;
      readonly author: string;
      readonly own: boolean;
      readonly sentAt: number;
      readonly messages: readonly Message[];
    };

/**
 * Puts what one author said in one go together, days apart, and a mark before the first message of
 * others that came after `readUpTo`; `null` sets no mark.
 */
export function sectionsOf(messages: readonly Message[], readUpTo: number | null): Section[] {
  const sections: Section[] = [];
  let group: { author: string; messages: Message[] } | undefined;
  let before: Message | undefined;
  let isMarked = readUpTo === null;
  for (const message of messages) {
    if (!before || !isSameDay(before.sent_at, message.sent_at)) {
      sections.push({ kind: "day", key: `day-${message.id}`, day: message.sent_at });
      group = undefined;
    }
    if (!isMarked && !message.own && message.id > (readUpTo ?? 0)) {
      sections.push({ kind: "unread", key: "unread" });
      group = undefined;
      isMarked = true;
    }
    const continues =
      group?.author === message.author && message.sent_at - (before?.sent_at ?? 0) < PAUSE;
    if (group && continues) {
      group.messages.push(message);
    } else {
      const { author, own, sent_at: sentAt } = message;
      group = { author, messages: [message] };
      sections.push({ kind: "group", key: `${message.id}`, own, sentAt, ...group });
    }
    before = message;
  }
  return sections;
}
