import { MusubiMountError } from "@musubi/react";
import { useEffect } from "react";
import { chooseAtFirst, useChosenPoll } from "./address";
import { AudienceBar } from "./audience-bar";
import { type PollsProxy, useMusubiRoot, useMusubiSnapshot, useMusubiSocketStatus } from "./hooks";
import { isSideBySide } from "./layout";
import { NoPoll } from "./no-poll";
import { PollList } from "./poll-list";
import { PollView } from "./poll-view";
import { ListSkeleton, PollSkeleton } from "./skeletons";

/**
 * Three roots: who is here, the list, and the chosen poll. The list stays while one poll takes the
 * place of another.
 */
export function App() {
  const { store, error } = useMusubiRoot({ module: "PollsStore", id: "all" });
  return (
    <>
      <header className="top">
        <a className="brand" href="./">
          <Hand /> Hands up
        </a>
        <AudienceBar />
      </header>
      <Reconnecting />
      {error ? <Refused error={error} /> : store ? <Polls store={store} /> : <Loading />}
    </>
  );
}

function Polls({ store }: { store: PollsProxy }) {
  const chosen = useChosenPoll();
  const newest = useMusubiSnapshot(store, (list) => list?.polls[0]?.id);
  useEffect(() => {
    if (chosen === null && newest !== undefined && isSideBySide()) {
      chooseAtFirst(newest);
    }
  }, [chosen, newest]);
  return (
    <div className="page" data-chosen={chosen !== null}>
      <PollList store={store} chosen={chosen} />
      <main className="stage">
        {chosen === null ? <NoPoll /> : <PollView list={store} poll={chosen} />}
      </main>
    </div>
  );
}

function Loading() {
  const chosen = useChosenPoll();
  return (
    <div
      className="page"
      data-chosen={chosen !== null}
      role="status"
      aria-label="Loading the polls"
    >
      <ListSkeleton />
      <main className="stage">
        <PollSkeleton />
      </main>
    </div>
  );
}

function Reconnecting() {
  const isReconnecting = useMusubiSocketStatus() === "reconnecting";
  return (
    <div role="status">
      {isReconnecting && (
        <p className="banner">
          <span className="spinner" aria-hidden="true" /> Reconnecting… this is how it stood.
        </p>
      )}
    </div>
  );
}

function Refused({ error }: { error: Error }) {
  return (
    <main className="nothing" role="alert">
      <h1>The polls cannot be opened</h1>
      <p>{MusubiMountError.is(error) ? error.reason : error.message}</p>
      <a className="button" href="./">
        Try again
      </a>
    </main>
  );
}

function Hand() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <path d="M9 18V9.5a2 2 0 0 1 4 0V6a2 2 0 0 1 4 0v1.5a2 2 0 0 1 4 0V11a2 2 0 0 1 4 0v9c0 5-3.5 8-8.5 8-4 0-6-1.5-8-5L5 17.5c-.7-1.3.2-2.5 1.5-2.5 1 0 1.5.5 2.5 3Z" />
      <path d="M13 9.5V15M17 7.5V15M21 11v4" />
    </svg>
  );
}
