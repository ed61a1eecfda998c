/**
 * A promise that is settled from outside.
 *
 * @module
 */

/** A promise with its handles. A rejection that nobody awaits is not reported. */
export class Deferred {
  readonly promise: Promise<void>;
  resolve!: () => void;
  reject!: (error: Error) => void;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.promise.catch(() => {});
  }
}
