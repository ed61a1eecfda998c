import { useRef } from "react";
import { sectionsOf } from "./grouping";
import { type RoomProxy, useMusubiSnapshot } from "./hooks";
import { MessageGroup } from "./message-group";
import { OlderMessages } from "./older-messages";
import type { Outbox } from "./outbox";
import { OutgoingMessages } from "./outgoing-messages";
import { nameOfDay } from "./time";
import { useMessageScroll } from "./use-message-scroll";
import { useReading } from "./use-reading";

export function MessageList({ store, outbox }: { store: RoomProxy; outbox: Outbox }) {
  const list = useRef<HTMLElement>(null);
  const me = useMusubiSnapshot(store, (room) => room?.me ?? "");
  const messages = useMusubiSnapshot(store, (room) => room?.messages ?? []);
  const outgoing = outbox.messages.length;
  const { isAtEnd, toEnd } = useMessageScroll(list, messages, outgoing);
  const readUpTo = useReading(store, messages, isAtEnd);
  const sections = sectionsOf(messages, readUpTo);
  const newest = messages.at(-1);
  return (
    <div className="messages-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="messages" ref={list} tabIndex={0} aria-label="Messages">
        <OlderMessages store={store} list={list} />
        {messages.length + outgoing === 0 && <Empty />}
        {sections.map((section) =>
          section.kind === "group" ? (
            <MessageGroup key={section.key} group={section} me={me} />
          ) : (
            <h2 key={section.key} className={section.kind}>
              <span>{section.kind === "day" ? nameOfDay(section.day) : "New"}</span>
            </h2>
          ),
        )}
        <OutgoingMessages outbox={outbox} me={me} />
      </section>
      <p className="for-screen-readers" role="log">
        {newest && !newest.own && `${newest.author}: ${newest.text || "sent an image"}`}
      </p>
      {!isAtEnd && (
        <button type="button" className="to-end" onClick={toEnd}>
          Newest messages <span aria-hidden="true">↓</span>
        </button>
      )}
    </div>
  );
}

function Empty() {
  return (
    <div className="empty">
      <svg viewBox="0 0 64 64" aria-hidden="true">
        <path d="M10 40h44M14 40v12M50 40v12M20 40V28M44 40V28M12 28h40L32 14Z" />
      </svg>
      <p>Nobody has said anything yet.</p>
      <p className="muted">Sit down and begin.</p>
    </div>
  );
}
