import { act } from "@testing-library/react";
import { Component, type ReactNode } from "react";
import { vi } from "vitest";
import { createMusubi } from "../../src/index.js";
import type { FakeConnection, R } from "./fakes.js";

export const musubi = createMusubi<R>();

/** Turns of the timers that are due now. */
export async function ticks(count = 1): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    await act(() => new Promise<void>((resolve) => setTimeout(resolve, 0)));
  }
}

/** Runs what is meant to throw in a render, without React's report of it on the console. */
export async function failing(run: () => unknown): Promise<void> {
  const silence = vi.spyOn(console, "error").mockImplementation(() => {});
  const prevent = (event: ErrorEvent) => event.preventDefault();
  window.addEventListener("error", prevent);
  await run();
  window.removeEventListener("error", prevent);
  silence.mockRestore();
}

/** The provider of a fake connection. */
export function Provided({ fake, children }: { fake: FakeConnection; children: ReactNode }) {
  return <musubi.MusubiProvider connection={fake.connection}>{children}</musubi.MusubiProvider>;
}

/** Shows the message of what its children throw, and starts them anew on `reset`. */
export class Boundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  static latest: Boundary | undefined;
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override componentDidMount(): void {
    Boundary.latest = this;
  }

  reset(): void {
    this.setState({ error: null });
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <p>{`caught: ${error.message} ${error.cause === undefined ? "" : String(error.cause)}`}</p>
    );
  }
}
