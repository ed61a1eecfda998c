import { type PollProxy, useMusubiCommand, useMusubiSnapshot } from "./hooks";
import { callProblem } from "./problems";
import { votes } from "./votes";

type Insight = Musubi.Types.Insight;

/** From these leads on, in points of percent, the words are stronger. */
const CLEAR = 10;
const LANDSLIDE = 40;

/** An async value: it loads, can fail, is loaded again, and keeps its last result meanwhile. */
export function InsightCard({ store }: { store: PollProxy }) {
  const insight = useMusubiSnapshot(store, (poll) => poll?.insight);
  const current = useMusubiSnapshot(store, (poll) => poll?.votes ?? 0);
  const analyse = useMusubiCommand(store, "analyse");
  if (!insight) return null;
  const isLoading = insight.status === "loading";
  return (
    <section className="insight" aria-labelledby="insight-heading" aria-busy={isLoading}>
      <div className="insight-head">
        <h2 id="insight-heading">What it says</h2>
        <button
          type="button"
          className="button quiet"
          // Not `disabled`, so that it keeps the focus.
          aria-disabled={isLoading}
          onClick={() => !isLoading && analyse.dispatch().catch(() => undefined)}
        >
          {isLoading && <span className="spinner" aria-hidden="true" />}
          {isLoading ? "Analysing…" : insight.status === "failed" ? "Try again" : "Analyse again"}
        </button>
      </div>
      <div aria-live="polite">
        {insight.status === "failed" && <p className="problem">{wordsOf(insight.error)}</p>}
        {analyse.error && <p className="problem">{callProblem(analyse.error)}</p>}
        {insight.data && <Words insight={insight.data} current={current} />}
      </div>
      {isLoading && !insight.data && <Bones />}
    </section>
  );
}

function Words({ insight, current }: { insight: Insight; current: number }) {
  return (
    <>
      <p className="verdict">{verdict(insight.verdict)}</p>
      {insight.rising !== null && (
        <p>
          <span aria-hidden="true">↗</span> <strong>{insight.rising}</strong> is on the rise.
        </p>
      )}
      <p className="muted small numbers">
        From {votes(insight.votes)}
        {current !== insight.votes && `; there are ${current.toLocaleString("en")} now`}.
      </p>
    </>
  );
}

function Bones() {
  return (
    <>
      <div className="bone text" />
      <div className="bone text short" />
    </>
  );
}

function verdict(verdict: Musubi.Types.Verdict): string {
  if (verdict.kind === "tie") return `A tie: ${list(verdict.leaders)} have the same.`;
  const { leader, margin } = verdict;
  if (margin >= LANDSLIDE) return `A landslide for ${leader}: ${margin} points ahead.`;
  if (margin >= CLEAR) return `A clear lead for ${leader}: ${margin} points ahead.`;
  return `Too close to call: ${leader} is ${margin} points ahead.`;
}

function list(items: readonly string[]): string {
  return new Intl.ListFormat("en", { type: "conjunction" }).format(items);
}

/** The server's sentence, where there is one. */
function wordsOf(error: unknown): string {
  const value = (error as { value?: unknown } | null)?.value;
  return typeof value === "string" && value.includes(" ")
    ? value
    : "The analysis did not work out.";
}
