import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { addressOf, choose } from "./address";
import { type PollsProxy, useMusubiCommand, useMusubiSnapshot } from "./hooks";
import { OptionFields, useOptionFields } from "./option-fields";
import { type CreateError, createProblem } from "./problems";

/** When a poll can close by itself, in seconds. */
const CLOSING = [
  { seconds: null, label: "when I close it" },
  { seconds: 10, label: "after 10 seconds" },
  { seconds: 60, label: "after 1 minute" },
  { seconds: 5 * 60, label: "after 5 minutes" },
  { seconds: 60 * 60, label: "after 1 hour" },
];

interface AskDialogProps {
  store: PollsProxy;
  onClose: () => void;
}

/** Asks for a question and its options, and opens the poll. */
export function AskDialog({ store, onClose }: AskDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  const rules = useMusubiSnapshot(store, (list) => list?.rules);
  const [question, setQuestion] = useState("");
  const [seconds, setSeconds] = useState<number | null>(null);
  const options = useOptionFields(rules?.fewest_options ?? 2);
  const create = useMusubiCommand(store, "create");
  const error = create.error;

  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [error]);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      const texts = options.fields.map(({ text }) => text);
      const payload = { question, options: texts, closes_after_seconds: seconds };
      const { poll } = await create.dispatch(payload);
      onClose();
      choose(poll);
    } catch {
      // It shows below its field.
    }
  };
  if (!rules) return null;
  return (
    <dialog ref={dialog} className="ask" aria-labelledby={`${id}-title`} onClose={onClose}>
      <form ref={form} onSubmit={submit} onChange={create.reset} noValidate>
        <h2 id={`${id}-title`}>Ask something</h2>
        <div className="field">
          <label htmlFor={`${id}-question`}>Question</label>
          <input
            id={`${id}-question`}
            value={question}
            maxLength={rules.question_length}
            placeholder="What do you want to know?"
            autoComplete="off"
            aria-invalid={isAbout(error, "question")}
            aria-describedby={`${id}-question-problem`}
            onChange={(event) => setQuestion(event.target.value)}
          />
          <p className="problem" id={`${id}-question-problem`} role="alert">
            {error && isAbout(error, "question") && createProblem(error)}
            {error?.code === "duplicate_question" && (
              <>
                {" "}
                <a href={addressOf(error.detail.poll)} onClick={onClose}>
                  Vote there
                </a>
              </>
            )}
          </p>
        </div>
        <OptionFields options={options} rules={rules} error={error} />
        <div className="field">
          <label htmlFor={`${id}-closing`}>It closes</label>
          <select
            id={`${id}-closing`}
            value={seconds ?? ""}
            onChange={(event) => setSeconds(Number(event.target.value) || null)}
          >
            {CLOSING.map(({ seconds, label }) => (
              <option key={label} value={seconds ?? ""}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <p className="problem" role="alert">
          {error && isAbout(error, "poll") && createProblem(error)}
        </p>
        <div className="ask-foot">
          <button type="button" className="button quiet" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button" disabled={create.isPending}>
            Open the poll
          </button>
        </div>
      </form>
    </dialog>
  );
}

/** Which part of the form an error is about. */
function isAbout(error: CreateError | null, part: "question" | "poll"): boolean {
  switch (error?.code) {
    case "empty_question":
    case "question_too_long":
    case "duplicate_question":
      return part === "question";
    case "too_few_options":
    case "too_many_options":
    case "option_too_long":
    case "duplicate_option":
    case undefined:
      return false;
    default:
      return part === "poll";
  }
}
