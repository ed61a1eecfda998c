/**
 * Values selected from snapshots, and what they were selected from.
 *
 * @module
 */

import { type Reading, readBy } from "./reading.js";
import { shallowEqual } from "./shallow-equal.js";

/** Compares two selections. */
export type Equality<T> = (left: T, right: T) => boolean;

/**
 * What a function selects from snapshots. The function runs again only when
 * something that it read is different, and the selection keeps its identity
 * while it is equal.
 *
 * Within the function, compare parts of the state by a key rather than by
 * identity: what it is given may stand in for the parts of the snapshot.
 */
export class Selection<Snapshot, Selected> {
  readonly #select: (snapshot: Snapshot) => Selected;
  readonly #isEqual: Equality<Selected>;
  #reading: Reading | undefined;
  #selected: { readonly value: Selected } | undefined;

  /** `previous` is kept for as long as what is selected is equal to it. */
  constructor(
    select: (snapshot: Snapshot) => Selected,
    isEqual: Equality<Selected> = shallowEqual,
    previous?: { readonly value: Selected },
  ) {
    this.#select = select;
    this.#isEqual = isEqual;
    this.#selected = previous;
  }

  /** The selection from `snapshot`. */
  from(snapshot: Snapshot): Selected {
    const known = this.#selected;
    if (known !== undefined && this.#reading !== undefined && !this.#reading.differs(snapshot)) {
      return known.value;
    }
    const { selected, reading } = readBy(this.#select, snapshot);
    this.#reading = reading;
    if (known !== undefined && this.#isEqual(known.value, selected)) return known.value;
    this.#selected = { value: selected };
    return selected;
  }
}
