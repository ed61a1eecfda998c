import { type FormEvent, useEffect, useRef, useState } from "react";
import { Brand } from "./brand";

interface EnterProps {
  /** Why the chat did not accept the last name. */
  problem: string | null;
  onEnter: (name: string) => Promise<void>;
}

export function Enter({ problem, onEnter }: EnterProps) {
  const [name, setName] = useState("");
  const [isEntering, setEntering] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  // Nothing else can be done here.
  useEffect(() => field.current?.focus(), []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setEntering(true);
    void onEnter(name.trim());
  };
  return (
    <main className="enter">
      <form className="enter-card" onSubmit={submit}>
        <Brand />
        <h1>Sit down with us</h1>
        <p className="muted">A chat on the veranda. No account, no password: a name is enough.</p>
        <label htmlFor="name">Your name</label>
        <div className="enter-row">
          <input
            ref={field}
            id="name"
            value={name}
            autoComplete="nickname"
            autoCapitalize="words"
            spellCheck={false}
            placeholder="Mina"
            aria-invalid={problem !== null}
            aria-describedby="name-problem"
            onChange={(event) => setName(event.target.value)}
          />
          <button type="submit" className="button" disabled={name.trim() === "" || isEntering}>
            Enter
          </button>
        </div>
        <p id="name-problem" className="problem" role="alert">
          {problem}
        </p>
      </form>
    </main>
  );
}
