/** One for each option that a poll can have, far from its neighbours. */
const HUES = [25, 255, 150, 305, 75, 200];

/** The colour of an option, in degrees. */
export function hueOf(option: number): number {
  return HUES[option % HUES.length] ?? 0;
}
