import { MusubiMountError } from "@musubi/react";
import { useState } from "react";
import { Composer } from "./composer";
import { type RoomProxy, useMusubiRoot, useMusubiSnapshot } from "./hooks";
import { MessageList } from "./message-list";
import { useOutbox } from "./outbox";
import { PeopleButton, PeoplePanel } from "./people";
import { openProblem } from "./problems";
import { RoomSkeleton } from "./skeleton";
import { TypingLine } from "./typing-line";

/** Mounts a room, and shows it. */
export function Room({ id }: { id: string }) {
  const { store, error } = useMusubiRoot({
    module: "RoomStore",
    id: `room/${id}`,
    params: { room: id },
  });
  if (error)
    return <Refused text={MusubiMountError.is(error) ? openProblem(error) : error.message} />;
  return store ? <OpenRoom id={id} store={store} /> : <RoomSkeleton />;
}

function Refused({ text }: { text: string }) {
  return (
    <main className="room refused" role="alert">
      <h1>{text}</h1>
      <a className="button" href="#/">
        All rooms
      </a>
    </main>
  );
}

function OpenRoom({ id, store }: { id: string; store: RoomProxy }) {
  const name = useMusubiSnapshot(store, (room) => room?.name ?? "");
  const outbox = useOutbox(store);
  const [showsPeople, setShowsPeople] = useState(() => matchMedia("(min-width: 75rem)").matches);
  return (
    <div className="room-and-people">
      <main className="room" aria-label={name}>
        <header className="room-top">
          <a className="plain icon back" href="#/">
            <span aria-hidden="true">‹</span>
            <span className="for-screen-readers">All rooms</span>
          </a>
          <h1 className="cut">{name}</h1>
          <PeopleButton
            store={store}
            isPressed={showsPeople}
            onPress={() => setShowsPeople(!showsPeople)}
          />
        </header>
        <MessageList store={store} outbox={outbox} />
        <TypingLine store={store} />
        <Composer id={id} store={store} onSend={outbox.send} />
      </main>
      {showsPeople && <PeoplePanel store={store} onClose={() => setShowsPeople(false)} />}
    </div>
  );
}
