import { useChime } from "./chime";
import { type EntryProxy, useMusubiEvent, useMusubiSnapshot } from "./hooks";
import { addressOf } from "./room-address";
import { timeOrDay } from "./time";
import { useToast } from "./toasts";

interface RoomEntryProps {
  store: EntryProxy;
  openRoom: string | null;
}

/** A room in the sidebar. It tells of mentions in the room, too. */
export function RoomEntry({ store, openRoom }: RoomEntryProps) {
  const entry = useMusubiSnapshot(store);
  const showToast = useToast();
  const { play } = useChime();
  useMusubiEvent(store, "mentioned", (mention) => {
    if (mention.room === openRoom && document.hasFocus()) return;
    play();
    showToast({
      text: mention.text,
      title: `${mention.author} in ${mention.room_name}`,
      href: addressOf(mention.room),
    });
  });
  if (!entry) return null;
  const { id, name, people, unread, mentions, last } = entry;
  return (
    <li>
      <a
        className="entry"
        href={addressOf(id)}
        aria-current={id === openRoom ? "page" : undefined}
        data-unread={unread > 0 || undefined}
      >
        <span className="entry-name cut">{name}</span>
        <span className="entry-when">{last && timeOrDay(last.sent_at)}</span>
        <span className="entry-last cut">
          {last ? `${last.author}: ${last.text || "sent an image"}` : "Nothing said yet"}
        </span>
        <span className="entry-marks">
          {people > 0 && (
            <span className="entry-people">
              {people}
              <span className="for-screen-readers"> here</span>
            </span>
          )}
          {unread > 0 && (
            <span className="badge" data-mention={mentions > 0 || undefined}>
              {mentions > 0 && "@ "}
              {unread < 100 ? unread : "99+"}
              <span className="for-screen-readers"> unread</span>
            </span>
          )}
        </span>
      </a>
    </li>
  );
}
