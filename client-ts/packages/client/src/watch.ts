/**
 * Following a part of a store.
 *
 * @module
 */

import { type Equality, Selection } from "./selection.js";
import type { StoreModule } from "./types/registry.js";
import type { StoreProxy, StoreSnapshot } from "./types/store.js";

/**
 * Calls `listener` when what `select` makes of a store's snapshot is different by
 * `isEqual`, which is `shallowEqual` unless given; returns the function that ends
 * it. `select` runs again only when something that it read changed; it must read
 * nothing but the snapshot, and should compare parts of it by a key rather than
 * by identity.
 *
 * ```ts
 * const stop = watch(
 *   store,
 *   (snapshot) => snapshot?.rows[3]?.label,
 *   (label, before) => console.log(before, "→", label),
 * );
 * ```
 */
export function watch<M extends StoreModule<R>, R, Selected>(
  store: StoreProxy<M, R>,
  select: (snapshot: StoreSnapshot<M, R> | undefined) => Selected,
  listener: (selected: Selected, previous: Selected) => void,
  isEqual?: Equality<Selected>,
): () => void {
  const selection = new Selection(select, isEqual);
  let previous = selection.from(store.snapshot());
  return store.subscribe(() => {
    const selected = selection.from(store.snapshot());
    if (Object.is(selected, previous)) return;
    const before = previous;
    previous = selected;
    listener(selected, before);
  });
}
