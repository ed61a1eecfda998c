/** Whether the list and a poll have room side by side; the same width stands in `page.css`. */
export function isSideBySide(): boolean {
  return matchMedia("(width >= 58rem)").matches;
}
