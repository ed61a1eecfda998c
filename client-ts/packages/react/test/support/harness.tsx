import { act, cleanup } from "@testing-library/react";
import { Component, type ReactNode } from "react";
import { afterEach } from "vitest";
import { createMusubi } from "../../src/index.js";
import type { FakeConnection, R } from "./fakes.js";

export const musubi = createMusubi<R>();

// Vitest without globals does not clean up by itself.
afterEach(cleanup);
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

/** Turns of the timers that are due now. */
export async function ticks(count = 1): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    await act(() => new Promise<void>((resolve) => setTimeout(resolve, 0)));
  }
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
