import { useId, useState } from "react";
import { typeText } from "../types/type";
import { problemOf } from "../types/values";
import type { FieldProps } from "./type-field";

/** An editor for what has no form of its own. Tells what is wrong while one types. */
export function JsonField({ types, type, label, doc, value, onChange }: FieldProps) {
  const id = useId();
  const [text, setText] = useState(() => JSON.stringify(value ?? null, null, 2));
  const { problem } = read(text);

  function read(text: string): { value: unknown; problem: string | null } {
    try {
      const value: unknown = JSON.parse(text);
      return { value, problem: problemOf(types, type, value) };
    } catch (error) {
      return { value: undefined, problem: error instanceof Error ? error.message : String(error) };
    }
  }

  return (
    <div className="field">
      <label htmlFor={id} title={doc || undefined}>
        {label} <span className="type">{typeText(type)}</span>
      </label>
      <textarea
        id={id}
        rows={Math.min(8, text.split("\n").length + 1)}
        spellCheck={false}
        value={text}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-problem`}
        onChange={(event) => {
          setText(event.target.value);
          // A text that is no JSON is no value, which the form does not send.
          onChange(read(event.target.value).value);
        }}
      />
      <p id={`${id}-problem`} className="problem" role="status">
        {problem}
      </p>
    </div>
  );
}
