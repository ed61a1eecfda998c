/** The shape of the list, while it is on its way. */
export function ListSkeleton() {
  return (
    <div className="list" aria-hidden="true">
      <div className="list-head">
        <div className="bone title" />
      </div>
      {["a", "b", "c"].map((name) => (
        <div key={name} className="bone block" />
      ))}
    </div>
  );
}

/** The shape of a poll, while it is on its way. */
export function PollSkeleton() {
  return (
    <div className="poll" role="status" aria-label="Loading the poll">
      <div className="bone text short" />
      <div className="bone headline" />
      {["a", "b", "c"].map((name) => (
        <div key={name} className="bone bar" />
      ))}
    </div>
  );
}
