import { type ReactNode, useId } from "react";
import type { Type } from "../types/type";
import { typeText } from "../types/type";
import type { Types } from "../types/types";
import { isObject, startValue } from "../types/values";
import { JsonField } from "./json-field";

export interface FieldProps {
  readonly types: Types;
  readonly type: Type;
  readonly label: string;
  readonly doc: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** The inputs for one value of a type: a form where the type has one, else an editor for JSON. */
export function TypeField(props: FieldProps) {
  const { types, value, onChange } = props;
  const type = types.resolve(props.type);
  const id = useId();
  switch (type.kind) {
    case "string":
      return (
        <Labelled {...props} type={type} id={id}>
          <input
            id={id}
            type="text"
            autoComplete="off"
            value={String(value ?? "")}
            onChange={(event) => onChange(event.target.value)}
          />
        </Labelled>
      );
    case "number":
      return (
        <Labelled {...props} type={type} id={id}>
          <input
            id={id}
            type="number"
            step="any"
            value={typeof value === "number" ? value : ""}
            onChange={({ target }) => onChange(target.value === "" ? null : target.valueAsNumber)}
          />
        </Labelled>
      );
    case "boolean":
      return (
        <label className="check">
          <input
            type="checkbox"
            checked={value === true}
            onChange={(event) => onChange(event.target.checked)}
          />
          {props.label}
        </label>
      );
    case "literal":
      return null;
    case "union":
      return <UnionField {...props} parts={types.parts(type)} />;
    case "object":
      return <ObjectFields {...props} type={type} />;
    default:
      return <JsonField {...props} type={type} />;
  }
}

function Labelled({
  id,
  label,
  doc,
  type,
  children,
}: FieldProps & { id: string; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id} title={doc || undefined}>
        {label} <span className="type">{typeText(type)}</span>
      </label>
      {children}
    </div>
  );
}

/** One of several literals, or the choice of a shape and the inputs of that shape. */
function UnionField(props: FieldProps & { parts: readonly Type[] }) {
  const { types, value, onChange, parts } = props;
  const id = useId();
  if (!parts.every(hasName)) return <JsonField {...props} type={{ kind: "union", parts }} />;
  const index = Math.max(
    0,
    parts.findIndex((part) => holds(types, part, value)),
  );
  const chosen = parts[index];
  return (
    <div className="union">
      <Labelled {...props} type={props.type} id={id}>
        <select
          id={id}
          value={index}
          onChange={(event) => {
            const part = parts[Number(event.target.value)];
            if (part) onChange(startValue(types, part));
          }}
        >
          {parts.map((part, index) => (
            <option key={nameOf(part)} value={index}>
              {nameOf(part)}
            </option>
          ))}
        </select>
      </Labelled>
      {chosen && chosen.kind !== "null" && (
        <TypeField {...props} type={chosen} label={chosen.kind === "object" ? "" : props.label} />
      )}
    </div>
  );
}

function ObjectFields(props: FieldProps & { type: Type & { kind: "object" } }) {
  const { types, type, value, onChange } = props;
  const object = isObject(value) ? value : {};
  const fields = type.members.map((member) => {
    const { name } = member;
    const isThere = Object.hasOwn(object, name);
    const change = (inner: unknown) => onChange({ ...object, [name]: inner });
    const field = (
      <TypeField
        types={types}
        type={member.type}
        label={name}
        doc={member.doc}
        value={object[name]}
        onChange={change}
      />
    );
    if (!member.optional) return <div key={name}>{field}</div>;
    return (
      <div key={name} className="optional">
        <label className="check" title={member.doc || undefined}>
          <input
            type="checkbox"
            checked={isThere}
            onChange={(event) => {
              if (event.target.checked) return change(startValue(types, member.type));
              const { [name]: _, ...others } = object;
              onChange(others);
            }}
          />
          {isThere ? "with" : name} {!isThere && <span className="type">optional</span>}
        </label>
        {isThere && field}
      </div>
    );
  });
  if (props.label === "") return <>{fields}</>;
  return (
    <fieldset>
      <legend title={props.doc || undefined}>{props.label}</legend>
      {fields}
    </fieldset>
  );
}

/** Whether a part of a union can be chosen from a list of names. */
function hasName(part: Type): boolean {
  return part.kind !== "unknown" && part.kind !== "record" && part.kind !== "array";
}

/** A shape is called by its tag: the member that has but one value. */
function nameOf(part: Type): string {
  if (part.kind === "null") return "none";
  if (part.kind === "literal") return String(part.value);
  if (part.kind !== "object") return typeText(part);
  const tag = part.members.find((member) => member.type.kind === "literal");
  return tag?.type.kind === "literal" ? String(tag.type.value) : typeText(part);
}

/** Whether `value` has the shape of this part, be its members right or not. */
function holds(types: Types, part: Type, value: unknown): boolean {
  switch (part.kind) {
    case "null":
      return value === null;
    case "literal":
      return value === part.value;
    case "object":
      return isObject(value) && types.narrow({ kind: "union", parts: [part] }, value) === part
        ? part.members.every(
            ({ name, type }) => type.kind !== "literal" || value[name] === type.value,
          )
        : false;
    default:
      return typeof value === part.kind;
  }
}
