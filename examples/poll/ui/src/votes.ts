/** `1 vote`, `12 votes` */
export function votes(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "vote" : "votes"}`;
}
