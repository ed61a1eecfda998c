/** What stands in the place of a poll where none is chosen. */
export function NoPoll() {
  return (
    <div className="nothing">
      <Ballot />
      <h1>Pick a question</h1>
      <p className="muted">Every vote shows at once, here and in every other browser.</p>
    </div>
  );
}

/** What stands in the place of a poll that is not there any more. */
export function PollGone() {
  return (
    <div className="nothing" role="alert">
      <Ballot />
      <h1>This poll is gone</h1>
      <p className="muted">
        Polls are kept in the server’s memory. When it starts anew, or when the table is full, old
        ones go.
      </p>
      <a className="button" href="./">
        See what is on the table
      </a>
    </div>
  );
}

function Ballot() {
  return (
    <svg viewBox="0 0 96 72" aria-hidden="true">
      <path d="M8 40h80v26H8ZM26 40l6-8h32l6 8" />
      <path d="M36 36V8h24v28M42 18l5 5 9-10" />
    </svg>
  );
}
