import { useState } from "react";
import { TopBar } from "../top-bar";
import { PAIRS, type Pair } from "./pairs";

/** The pages in React and in Rust of an example, each in a frame. */
export function SideBySide() {
  const [pair, setPair] = useState(PAIRS[0]);
  return (
    <>
      <TopBar home="../" />
      <main className="beside">
        <div className="pairs">
          <fieldset className="chips">
            <legend className="for-screen-readers">Example</legend>
            {PAIRS.map((each) => (
              <button
                key={each.name}
                type="button"
                className={each === pair ? "chip chosen" : "chip"}
                aria-pressed={each === pair}
                onClick={() => setPair(each)}
              >
                {each.name}
              </button>
            ))}
          </fieldset>
          <p className="muted">{pair.explanation}</p>
        </div>
        <Frame pair={pair} language="React" made="TypeScript" path="" />
        <Frame pair={pair} language="Rust" made={pair.rust} path="wasm/" />
      </main>
    </>
  );
}

interface FrameProps {
  readonly pair: Pair;
  readonly language: string;
  readonly made: string;
  /** Where the page is in the folder of the example. */
  readonly path: string;
}

function Frame({ pair, language, made, path }: FrameProps) {
  const address = `../${pair.folder}/${path}${pair.query}`;
  return (
    <section className="frame" aria-label={`${pair.name} in ${language}`}>
      <header>
        <h2>
          {language} <span className="id">{made}</span>
        </h2>
        <a href={address} target="_blank" rel="noreferrer">
          Open alone
        </a>
      </header>
      {/* Another pair is another frame, so that going back leaves the page. */}
      <iframe key={address} src={address} title={`${pair.name} in ${language}`} />
    </section>
  );
}
