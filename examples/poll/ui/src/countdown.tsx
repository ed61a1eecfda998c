/** From here on it is urgent, in seconds. */
const URGENT = 10;

/** How long the poll is open still. The server counts, so it is the same everywhere. */
export function Countdown({ seconds }: { seconds: number }) {
  return (
    <span className={seconds <= URGENT ? "countdown urgent" : "countdown"} role="timer">
      closes in <strong className="numbers">{clock(seconds)}</strong>
    </span>
  );
}

/** `0:09`, `4:59`, `1:00:00` */
function clock(seconds: number): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const end = `${hours > 0 ? two(minutes) : minutes}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${end}` : end;
}
