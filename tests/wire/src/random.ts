/**
 * Random numbers that are the same for the same seed.
 *
 * @module
 */

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number from 0 to `end`, without `end` (the algorithm is mulberry32). */
  below(end: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return Math.floor((((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32) * end);
  }

  /** One of `items`, of which there is at least one. */
  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }

  /** Whether something happens that does so once in `times` times. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  /** A text with what JSON and pointers must escape. */
  text(): string {
    const words = ["tea", "", "a/b~c", 'say "ö"', "\\ \n\t", "日本", "\u{1f375}", "0"] as const;
    return this.pick(words) + this.pick(words);
  }

  /** Any JSON, small. */
  json(depth = 3): unknown {
    const kinds = depth === 0 ? 5 : 7;
    switch (this.below(kinds)) {
      case 0:
        return null;
      case 1:
        return this.once(2);
      case 2:
        return this.below(5) - 2;
      case 3:
        return this.below(9) / 4;
      case 4:
        return this.text();
      case 5:
        return Array.from({ length: this.below(4) }, () => this.json(depth - 1));
      default: {
        const names = ["a", "b", "x/y", "~", ""];
        const members = names.slice(this.below(4)).map((name) => [name, this.json(depth - 1)]);
        return Object.fromEntries(members);
      }
    }
  }
}
