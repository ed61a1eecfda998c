import { type RoomProxy, useMusubiSnapshot } from "./hooks";

/** Says who else is typing. The line has its place even while nobody is, so that nothing moves. */
export function TypingLine({ store }: { store: RoomProxy }) {
  const names = useMusubiSnapshot(store, (room) =>
    (room?.people ?? [])
      .filter((person) => person.typing && person.name !== room?.me)
      .map((person) => person.name),
  );
  return (
    <p className="typing" role="status">
      {names.length > 0 && (
        <>
          <span className="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {sentence(names)}
        </>
      )}
    </p>
  );
}

function sentence(names: readonly string[]): string {
  const [first, second] = names;
  if (names.length === 1) return `${first} is typing`;
  if (names.length === 2) return `${first} and ${second} are typing`;
  return `${first}, ${second} and ${names.length - 2} more are typing`;
}
