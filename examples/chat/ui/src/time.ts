const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const shortDay = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });

/** The time of day: `14:05`. */
export function timeOf(milliseconds: number): string {
  return time.format(milliseconds);
}

/** Day and time, in full. */
export function exactTimeOf(milliseconds: number): string {
  return exact.format(milliseconds);
}

/** The time of day where that is today, else the day. */
export function timeOrDay(milliseconds: number): string {
  return daysAgo(milliseconds) === 0 ? time.format(milliseconds) : shortDay.format(milliseconds);
}

/** What a day is called: `Today`, `Yesterday`, `Friday, 3 July`. */
export function nameOfDay(milliseconds: number): string {
  const ago = daysAgo(milliseconds);
  if (ago === 0) return "Today";
  return ago === 1 ? "Yesterday" : day.format(milliseconds);
}

/** Whether both are on one day. */
export function isSameDay(left: number, right: number): boolean {
  return startOfDay(left) === startOfDay(right);
}

function daysAgo(milliseconds: number): number {
  // Days of 23 and 25 hours round to one.
  return Math.round((startOfDay(Date.now()) - startOfDay(milliseconds)) / 86_400_000);
}

function startOfDay(milliseconds: number): number {
  return new Date(milliseconds).setHours(0, 0, 0, 0);
}
