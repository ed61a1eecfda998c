import { MusubiMountError } from "@musubi/react";
import { useEffect } from "react";
import { ConnectionBanner } from "./connection-banner";
import { type LobbyProxy, useMusubiRoot, useMusubiSnapshot } from "./hooks";
import { enterProblem } from "./problems";
import { Room } from "./room";
import { addressOf, useRoomInAddress } from "./room-address";
import { Sidebar } from "./sidebar";
import { LobbySkeleton } from "./skeleton";

/** Mounts the lobby. Leaves again, with the reason, where the chat does not let this person in. */
export function LobbyRoot({ onLeave }: { onLeave: (why: string | null) => void }) {
  const { store, error } = useMusubiRoot({ module: "LobbyStore", id: "lobby" });
  const refusal = MusubiMountError.is(error) ? enterProblem(error) : null;
  useEffect(() => {
    if (refusal !== null) onLeave(refusal);
  }, [refusal, onLeave]);
  return (
    <>
      <ConnectionBanner />
      {store ? <Lobby store={store} onLeave={() => onLeave(null)} /> : <LobbySkeleton />}
    </>
  );
}

function Lobby({ store, onLeave }: { store: LobbyProxy; onLeave: () => void }) {
  const room = useRoomInAddress();
  const firstRoom = useMusubiSnapshot(store, (lobby) => lobby?.rooms[0]?.id);
  useUnreadInTitle(store);
  useEffect(() => {
    // A narrow screen has place for the list or for a room.
    const isWide = matchMedia("(min-width: 48rem)").matches;
    if (room === null && isWide && firstRoom) location.replace(addressOf(firstRoom));
  }, [room, firstRoom]);
  return (
    <div className="lobby" data-shows={room === null ? "rooms" : "room"}>
      <Sidebar store={store} room={room} onLeave={onLeave} />
      {room === null ? <div className="room" /> : <Room key={room} id={room} />}
    </div>
  );
}

function useUnreadInTitle(store: LobbyProxy): void {
  const unread = useMusubiSnapshot(store, (lobby) =>
    (lobby?.rooms ?? []).reduce((sum, room) => sum + room.unread, 0),
  );
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Engawa` : "Engawa";
  }, [unread]);
}
