const whole = new Intl.NumberFormat();
const ratio = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });
const fraction = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });

/** A count in the notation of the reader. Undefined stays so: what is not known is not 0. */
export function count(value: number | undefined): string | undefined {
  return value === undefined ? undefined : whole.format(value);
}

/** A ratio of 0 to 1 as a percentage. */
export function percentage(value: number | undefined): string | undefined {
  return value === undefined ? undefined : ratio.format(value);
}

/** A score, such as a MOS. */
export function score(value: number | undefined): string | undefined {
  return value === undefined ? undefined : fraction.format(value);
}

/** A duration: `340 ms`, `4.2 s`, `12 min`, `3.5 h`. */
export function duration(seconds: number | undefined): string | undefined {
  if (seconds === undefined) return undefined;
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 120) return `${fraction.format(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${fraction.format(seconds / 3600)} h`;
}
