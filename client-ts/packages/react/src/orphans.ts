/**
 * Mounts that a render started and no commit took over.
 *
 * A component that suspends starts its mount while it renders, and React does
 * not say when it gives such a render up. It does let go of the render's memory,
 * so the collection of a token in that memory tells.
 *
 * @module
 */

import type { SharedMount } from "./root-mount.js";

/** Lives as long as the render that made it. */
export interface RenderToken {
  readonly claim: object;
}

interface Abandoned {
  readonly mount: SharedMount;
  readonly claim: object;
}

const registry =
  typeof FinalizationRegistry === "undefined"
    ? undefined
    : new FinalizationRegistry<Abandoned>(sweep);

/** Says that a render uses a mount. Without finalizers such a mount lives as long as the channel. */
export function claimInRender(mount: SharedMount): RenderToken {
  // The registry must not hold the token, so the claim is an object of its own.
  const token: RenderToken = { claim: {} };
  mount.claims.add(token.claim);
  registry?.register(token, { mount, claim: token.claim }, token);
  return token;
}

/** Says that the render was committed: from now on the commit's own count holds the mount. */
export function settleClaim(mount: SharedMount, token: RenderToken): void {
  mount.claims.delete(token.claim);
  registry?.unregister(token);
}

/**
 * A render is gone for good. Discards its mount if nothing else uses it, once it
 * is settled and React had two macrotasks to resume: one to render again and
 * claim anew, one to commit.
 */
export function sweep({ mount, claim }: Abandoned): void {
  if (!mount.isCurrent) return;
  mount.claims.delete(claim);
  const isOrphan = () => mount.isCurrent && mount.isUnused && mount.claims.size === 0;
  const later = (act: () => void) => setTimeout(() => isOrphan() && act(), 0);
  if (!isOrphan()) return;
  void mount.settled.then(() => later(() => later(() => mount.discard())));
}
