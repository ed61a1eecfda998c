import type { ReactNode } from "react";
import { ThemeChoice } from "./theme-choice";

interface TopBarProps {
  /** Where the playground is, seen from this page: `./` or `../`. */
  readonly home: string;
  /** What the page says of itself. */
  readonly children?: ReactNode;
}

/** The head of every page of the playground, with the way to the others. */
export function TopBar({ home, children }: TopBarProps) {
  return (
    <header className="top">
      <h1>
        <a className="home" href={home}>
          <Knot /> Musubi <span className="muted">playground</span>
        </a>
      </h1>
      {children}
      <nav className="apps" aria-label="Pages of the examples">
        <a href={`${home}counter/`}>Counter</a>
        <a href={`${home}cart/`}>Cart</a>
        <a href={`${home}poll/`}>Poll</a>
        <a href={`${home}chat/`}>Chat</a>
        <a href={`${home}side-by-side/`}>React beside Rust</a>
      </nav>
      <ThemeChoice />
    </header>
  );
}

/** The knot that Musubi is named after. */
function Knot() {
  return (
    <svg className="knot" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M4 21c7 0 8-12 15-12a6 6 0 0 1 0 12c-7 0-8-12-15-12" />
      <path d="M28 9c-4 0-6 3-7.5 6M28 21c-3 0-5-2-6.5-4" />
    </svg>
  );
}
