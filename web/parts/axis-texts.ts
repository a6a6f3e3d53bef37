const MINUTE_SECONDS = 60;
const DAY_SECONDS = 86_400;

/** Times on the axis, as all others are shown; with their day where there are several, and with seconds where minutes would not tell them apart. */
export function timesOnAxis(times: readonly number[], textOf: (at: number, shape: 'short' | 'clock' | 'minute') => string): string[] {
  const isLong = (times.at(-1) ?? 0) - (times[0] ?? 0) >= DAY_SECONDS / 2;
  const isShort = times.length > 1 && (times[1] ?? 0) - (times[0] ?? 0) < MINUTE_SECONDS;
  return eachOnce(times.map((at) => textOf(at, isLong ? 'short' : isShort ? 'clock' : 'minute')));
}

/** What is the same as the text before it says nothing. */
export function eachOnce(texts: readonly string[]): string[] {
  return texts.map((text, index) => (text === texts[index - 1] ? '' : text));
}
