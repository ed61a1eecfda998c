/** The shape of the lobby, while the first state is on its way. */
export function LobbySkeleton() {
  return (
    <div className="lobby" data-shows="rooms" role="status" aria-label="Loading the chat">
      <aside className="sidebar">
        <div className="bone title" />
        <div className="bone entry" />
        <div className="bone entry" />
        <div className="bone entry" />
      </aside>
      <RoomSkeleton />
    </div>
  );
}

/** The shape of a room. It comes late, so that a fast one is not preceded by a flicker. */
export function RoomSkeleton() {
  return (
    <main className="room late" role="status" aria-label="Loading the room">
      <div className="room-top">
        <div className="bone title" />
      </div>
      <div className="bones">
        <div className="bone bubble" />
        <div className="bone bubble own" />
        <div className="bone bubble wide" />
        <div className="bone bubble" />
      </div>
    </main>
  );
}
