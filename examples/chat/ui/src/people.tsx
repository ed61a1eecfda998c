import { Avatar } from "./avatar";
import { type RoomProxy, useMusubiSnapshot } from "./hooks";

/** How many people have their avatar in the head of a room. */
const SHOWN = 3;

interface PeopleButtonProps {
  store: RoomProxy;
  isPressed: boolean;
  onPress: () => void;
}

/** Who is in the room, in short. */
export function PeopleButton({ store, isPressed, onPress }: PeopleButtonProps) {
  const people = useMusubiSnapshot(store, (room) => room?.people ?? []);
  return (
    <button
      type="button"
      className="people-button"
      aria-expanded={isPressed}
      aria-controls="people"
      onClick={onPress}
    >
      <span className="avatars">
        {people.slice(0, SHOWN).map(({ name }) => (
          <Avatar key={name} name={name} />
        ))}
      </span>
      <span className="numbers">
        {people.length} <span className="people-word">here</span>
      </span>
    </button>
  );
}

/** Who is in the room. */
export function PeoplePanel({ store, onClose }: { store: RoomProxy; onClose: () => void }) {
  const me = useMusubiSnapshot(store, (room) => room?.me);
  const people = useMusubiSnapshot(store, (room) => room?.people ?? []);
  return (
    <aside className="people" id="people" aria-label="People in the room">
      <header>
        <h2>Here now</h2>
        <button type="button" className="plain icon" aria-label="Close" onClick={onClose}>
          ×
        </button>
      </header>
      <ul>
        {people.map(({ name, typing }) => (
          <li key={name}>
            <Avatar name={name} />
            <span className="cut">
              {name}
              {name === me && <span className="muted"> (you)</span>}
            </span>
            {typing && name !== me && <span className="muted small">typing</span>}
          </li>
        ))}
      </ul>
    </aside>
  );
}
