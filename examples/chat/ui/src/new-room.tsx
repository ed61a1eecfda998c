import { type FormEvent, useState } from "react";
import { type LobbyProxy, useMusubiCommand } from "./hooks";
import { roomProblem } from "./problems";
import { addressOf } from "./room-address";

/** Makes a room and opens it. */
export function NewRoom({ store }: { store: LobbyProxy }) {
  const [name, setName] = useState("");
  const add = useMusubiCommand(store, "add_room");
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const room = await add.dispatch({ name }).catch(() => null);
    if (!room) return;
    setName("");
    location.hash = addressOf(room.id);
  };
  return (
    <form className="new-room" onSubmit={submit}>
      <div className="new-room-row">
        <input
          aria-label="Name of a new room"
          placeholder="New room"
          value={name}
          maxLength={60}
          autoComplete="off"
          aria-invalid={add.error !== null}
          aria-describedby="room-problem"
          onChange={(event) => {
            setName(event.target.value);
            add.reset();
          }}
        />
        <button type="submit" className="plain icon" disabled={name.trim() === "" || add.isPending}>
          <span aria-hidden="true">+</span>
          <span className="for-screen-readers">Make the room</span>
        </button>
      </div>
      <p id="room-problem" className="problem" role="alert">
        {add.error && roomProblem(add.error)}
        {add.error?.code === "taken" && (
          <>
            {" "}
            <a href={addressOf(add.error.detail.id)} onClick={() => add.reset()}>
              Go there
            </a>
          </>
        )}
      </p>
    </form>
  );
}
