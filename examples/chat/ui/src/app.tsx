import { useCallback, useState } from "react";
import { Enter } from "./enter";
import { MusubiProvider } from "./hooks";
import { LobbyRoot } from "./lobby";
import { openSession, type Session, storeName } from "./session";

/** The chat, or who is there to enter it. */
export function App({ session: first }: { session: Session | null }) {
  const [session, setSession] = useState(first);
  const [problem, setProblem] = useState<string | null>(null);

  const enter = async (name: string): Promise<void> => {
    setProblem(null);
    storeName(name);
    setSession(await openSession(name));
  };
  const leave = useCallback(
    (why: string | null) => {
      session?.close();
      storeName(null);
      setSession(null);
      setProblem(why);
    },
    [session],
  );

  if (session === null) return <Enter problem={problem} onEnter={enter} />;
  return (
    <MusubiProvider connection={session.connection}>
      <LobbyRoot onLeave={leave} />
    </MusubiProvider>
  );
}
