import { useChanges } from "./changes";
import { hueOf } from "./hues";

interface AnswerBarProps {
  answer: Musubi.Types.Answer;
  isMine: boolean;
  isOpen: boolean;
  /** What it has become, once the poll is closed. */
  place: "Winner" | "Tied" | null;
  onChoose: () => void;
}

/** An option: its bar is the button that votes for it. */
export function AnswerBar({ answer, isMine, isOpen, place, onChoose }: AnswerBarProps) {
  const changes = useChanges(answer.votes);
  return (
    <li>
      <button
        type="button"
        className={place ? "answer winner" : "answer"}
        style={{ "--hue": hueOf(answer.option), "--share": answer.percent / 100 }}
        aria-pressed={isMine}
        // Not `disabled`: when a poll closes, the focus stays where it is.
        aria-disabled={!isOpen}
        onClick={() => isOpen && onChoose()}
      >
        <span className="fill" aria-hidden="true" />
        {changes > 0 && <span key={changes} className="flash" aria-hidden="true" />}
        <span className="mark" aria-hidden="true">
          {isMine && "✓"}
        </span>
        <span className="label">
          {answer.label}
          {isMine && <span className="for-screen-readers">, your vote</span>}
          {place && <span className="chip">{place}</span>}
        </span>
        <span className="figures numbers">
          <strong>{answer.percent} %</strong>
          <span key={changes} className={changes > 0 ? "muted pop" : "muted"}>
            {answer.votes.toLocaleString("en")}
          </span>
        </span>
      </button>
    </li>
  );
}
