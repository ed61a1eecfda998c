import { keyOf } from "@musubi/client";
import { Avatar } from "./avatar";
import { Brand } from "./brand";
import { useChime } from "./chime";
import { type LobbyProxy, useMusubiSnapshot } from "./hooks";
import { NewRoom } from "./new-room";
import { RoomEntry } from "./room-entry";

interface SidebarProps {
  store: LobbyProxy;
  /** The room that is open. */
  room: string | null;
  onLeave: () => void;
}

export function Sidebar({ store, room, onLeave }: SidebarProps) {
  const me = useMusubiSnapshot(store, (lobby) => lobby?.me ?? "");
  // Renders again when rooms come; an entry itself renders when it changes.
  useMusubiSnapshot(store, (lobby) => lobby?.rooms.map((entry) => entry.id) ?? []);
  return (
    <aside className="sidebar" aria-label="Rooms">
      <header className="sidebar-top">
        <Brand />
      </header>
      <nav aria-label="Rooms">
        <ul className="entries">
          {store.rooms.map((entry) => (
            <RoomEntry key={keyOf(entry)} store={entry} openRoom={room} />
          ))}
        </ul>
      </nav>
      <NewRoom store={store} />
      <footer className="sidebar-foot">
        <Avatar name={me} />
        <strong className="cut">{me}</strong>
        <SoundSwitch />
        <button type="button" className="plain" onClick={onLeave}>
          Leave
        </button>
      </footer>
    </aside>
  );
}

function SoundSwitch() {
  const { isOn, setOn } = useChime();
  return (
    <button
      type="button"
      className="plain icon"
      aria-pressed={isOn}
      title={isOn ? "Mentions make a sound" : "Mentions make no sound"}
      onClick={() => setOn(!isOn)}
    >
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <path d="M4 8v4h3l4 3.5v-11L7 8Z" />
        {isOn ? (
          <path d="M14 7a4 4 0 0 1 0 6M16 5a7 7 0 0 1 0 10" />
        ) : (
          <path d="m14 8 4 4m0-4-4 4" />
        )}
      </svg>
      <span className="for-screen-readers">Sound for mentions</span>
    </button>
  );
}
