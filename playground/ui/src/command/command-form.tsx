import { type MusubiCommandError, toCommandError } from "@musubi/client";
import { type FormEvent, useState } from "react";
import type { AnyProxy } from "../connection";
import type { CommandShape } from "../contract";
import { Doc } from "../doc";
import { TypeField } from "../form/type-field";
import type { Types } from "../types/types";
import { isObject, problemOf, startValue } from "../types/values";

interface CommandFormProps {
  readonly types: Types;
  readonly command: CommandShape;
  readonly proxy: AnyProxy;
}

type Outcome =
  | { readonly status: "pending" }
  | { readonly status: "ok"; readonly reply: unknown }
  | { readonly status: "error"; readonly error: MusubiCommandError };

/** The payload of a command as a form, and what came of sending it. */
export function CommandForm({ types, command, proxy }: CommandFormProps) {
  const type = types.payloadOf(command);
  const [payload, setPayload] = useState(() => startValue(types, type));
  const [outcome, setOutcome] = useState<Outcome>();
  const problem = problemOf(types, type, payload);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (problem !== null || !isObject(payload)) return;
    setOutcome({ status: "pending" });
    try {
      setOutcome({ status: "ok", reply: await proxy.dispatchCommand(command.name, payload) });
    } catch (error) {
      const failure = toCommandError(error, command.name, proxy.__musubi_store_id__);
      setOutcome({ status: "error", error: failure });
    }
  };

  return (
    <form className="command-form" aria-label={command.name} onSubmit={submit}>
      <p>
        <Doc text={command.doc} />
      </p>
      <TypeField types={types} type={type} label="" doc="" value={payload} onChange={setPayload} />
      {problem !== null && <p className="problem">{problem}</p>}
      <div className="send">
        <button type="submit" className="primary" disabled={problem !== null}>
          Send {command.name}
        </button>
        <div className="outcome" role="status">
          <OutcomeView command={command} outcome={outcome} />
        </div>
      </div>
    </form>
  );
}

function OutcomeView({
  command,
  outcome,
}: {
  command: CommandShape;
  outcome: Outcome | undefined;
}) {
  switch (outcome?.status) {
    case undefined:
      return null;
    case "pending":
      return <span className="muted">…</span>;
    case "ok":
      return (
        <>
          <span className="tag ok">ok</span> <code>{JSON.stringify(outcome.reply)}</code>
        </>
      );
    case "error":
      return <ErrorView command={command} error={outcome.error} />;
  }
}

function ErrorView({ command, error }: { command: CommandShape; error: MusubiCommandError }) {
  const declared = command.errors.find((shape) => shape.code === error.code);
  const { reply } = error;
  const reason = isObject(reply) && typeof reply["reason"] === "string" ? reply["reason"] : "";
  const hasDetail = error.detail !== undefined && error.detail !== null;
  return (
    <>
      <span className="tag error">{error.code ?? error.kind}</span>{" "}
      {hasDetail && <code>{JSON.stringify(error.detail)}</code>}{" "}
      <span className="muted">{reason || declared?.doc}</span>
    </>
  );
}
