import { useId, useState } from "react";
import { type CreateError, createProblem } from "./problems";

interface Field {
  readonly key: number;
  readonly text: string;
}

export interface OptionFieldsState {
  readonly fields: readonly Field[];
  readonly add: () => void;
  readonly change: (key: number, text: string) => void;
  readonly remove: (key: number) => void;
}

let lastKey = 0;

function empty(): Field {
  lastKey += 1;
  return { key: lastKey, text: "" };
}

/** The options of a draft, `count` of them at first. */
export function useOptionFields(count: number): OptionFieldsState {
  const [fields, setFields] = useState<readonly Field[]>(() =>
    Array.from({ length: count }, empty),
  );
  return {
    fields,
    add: () => setFields((all) => [...all, empty()]),
    change: (key, text) =>
      setFields((all) => all.map((field) => (field.key === key ? { key, text } : field))),
    remove: (key) => setFields((all) => all.filter((field) => field.key !== key)),
  };
}

interface OptionFieldsProps {
  options: OptionFieldsState;
  rules: Musubi.Types.DraftRules;
  error: CreateError | null;
}

export function OptionFields({ options, rules, error }: OptionFieldsProps) {
  const problemId = useId();
  const faulty = faultyOption(error);
  return (
    <fieldset className="field">
      <legend>Options</legend>
      {options.fields.map(({ key, text }, place) => (
        <div key={key} className="option-field">
          <input
            value={text}
            maxLength={rules.option_length}
            aria-label={`Option ${place + 1}`}
            autoComplete="off"
            // A new field is where one goes on to write; the first ones are there from the start.
            // biome-ignore lint/a11y/noAutofocus: it follows a press on "Add an option"
            autoFocus={place >= rules.fewest_options}
            aria-invalid={faulty === place}
            aria-describedby={problemId}
            onChange={(event) => options.change(key, event.target.value)}
          />
          {options.fields.length > rules.fewest_options && (
            <button
              type="button"
              className="remove"
              aria-label={`Remove option ${place + 1}`}
              onClick={() => options.remove(key)}
            >
              ×
            </button>
          )}
        </div>
      ))}
      {options.fields.length < rules.most_options && (
        <button type="button" className="link" onClick={options.add}>
          + Add an option
        </button>
      )}
      <p className="problem" id={problemId} role="alert">
        {error && faulty !== undefined && createProblem(error)}
      </p>
    </fieldset>
  );
}

/** The place of the field that an error is about. */
function faultyOption(error: CreateError | null): number | undefined {
  switch (error?.code) {
    case "option_too_long":
    case "duplicate_option":
      return error.detail.option;
    case "too_few_options":
    case "too_many_options":
      return 0;
    default:
      return undefined;
  }
}
