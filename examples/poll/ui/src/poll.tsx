import { useEffect, useRef } from "react";
import { NO_POLL } from "./address";
import { AnswerBar } from "./answer-bar";
import { CloseButton } from "./close-button";
import { Countdown } from "./countdown";
import {
  type PollProxy,
  useMusubiCommand,
  useMusubiSnapshot,
  useMusubiSocketStatus,
} from "./hooks";
import { InsightCard } from "./insight-card";
import { isSideBySide } from "./layout";
import { pollProblem } from "./problems";
import { votes } from "./votes";

interface PollProps {
  store: PollProxy;
  /** Whether this is still the poll before the chosen one. */
  isFetching: boolean;
}

export function Poll({ store, isFetching }: PollProps) {
  const id = useMusubiSnapshot(store, (poll) => poll?.id);
  if (id === undefined) return null;
  return (
    <article className="poll" aria-busy={isFetching}>
      <Contents key={id} store={store} />
    </article>
  );
}

/** Made anew for another poll, so that nothing of the one before seems to change. */
function Contents({ store }: { store: PollProxy }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const poll = useMusubiSnapshot(store);
  const vote = useMusubiCommand(store, "vote");
  const takeBack = useMusubiCommand(store, "take_back");
  const isReconnecting = useMusubiSocketStatus() === "reconnecting";

  useEffect(() => {
    const title = document.title;
    document.title = `${heading.current?.textContent} · Hands up`;
    // On a narrow screen the link that led here is out of sight, and the focus with it.
    if (!isSideBySide()) heading.current?.focus();
    return () => {
      document.title = title;
    };
  }, []);

  // What did not work meanwhile may work now.
  useEffect(() => {
    if (isReconnecting) return;
    vote.reset();
    takeBack.reset();
  }, [isReconnecting, vote.reset, takeBack.reset]);

  if (!poll) return null;
  const error = vote.error ?? takeBack.error;
  const most = Math.max(1, ...poll.answers.map((answer) => answer.votes));
  const isTie = poll.answers.filter((answer) => answer.votes === most).length > 1;
  const place = isTie ? "Tied" : "Winner";
  const choose = (option: number): void => {
    vote.reset();
    takeBack.reset();
    const sent = option === poll.my_vote ? takeBack.dispatch() : vote.dispatch({ option });
    sent.catch(() => undefined);
  };
  return (
    <>
      <a className="back" href={NO_POLL}>
        ← All polls
      </a>
      <p className="state">
        <State isOpen={poll.is_open} isReconnecting={isReconnecting} />
        <span className="numbers">{votes(poll.votes)}</span>
        {poll.closes_in !== null && <Countdown seconds={poll.closes_in} />}
      </p>
      <h1 ref={heading} tabIndex={-1}>
        {poll.question}
      </h1>
      <ul className="answers">
        {poll.answers.map((answer) => (
          <AnswerBar
            key={answer.option}
            answer={answer}
            isMine={answer.option === poll.my_vote}
            isOpen={poll.is_open}
            place={!poll.is_open && answer.votes === most ? place : null}
            onChoose={() => choose(answer.option)}
          />
        ))}
      </ul>
      <p className="problem" role="alert">
        {error && pollProblem(error)}
      </p>
      <p className="muted hint">
        {!poll.is_open
          ? "No more votes: this is how it ended."
          : poll.my_vote === null
            ? "Choose one. You can change your mind while the poll is open."
            : "Choose another to change your vote, or the same again to take it back."}
      </p>
      {poll.is_mine && poll.is_open && <CloseButton store={store} />}
      <InsightCard store={store} />
    </>
  );
}

function State({ isOpen, isReconnecting }: { isOpen: boolean; isReconnecting: boolean }) {
  if (!isOpen) return <span className="over">Closed</span>;
  return isReconnecting ? (
    <span className="over">Offline</span>
  ) : (
    <span className="live">Live</span>
  );
}
