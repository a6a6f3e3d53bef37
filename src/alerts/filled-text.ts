import type { SeriesLabels } from '../expressions/index.ts';

/** The summary or description of an alert with the labels and the value of one series in their places, as Prometheus shows them. A label that is not there is empty. */
export function filledText(template: string, labels: SeriesLabels, value: number): string {
  return template.replace(/\{(\w+)(?::(\w+))?\}/g, (_, name: string, form: string | undefined) =>
    name === 'value' ? shownValue(value, form) : (labels[name] ?? ''),
  );
}

function shownValue(value: number, form: string | undefined): string {
  if (!Number.isFinite(value)) return String(value);
  if (form === 'percent') return `${significant(value * 100)}%`;
  // What was counted over a time is spread to its ends, and seldom whole.
  if (form === 'count') return String(Math.round(value));
  return form === 'duration' ? shownDuration(value) : significant(value);
}

/** Four digits that count, none of them a 0 at the end. */
function significant(value: number): string {
  return String(Number(value.toPrecision(4)));
}

const DAY = 86_400;

/** As `humanizeDuration` of Prometheus: `1h 5m 0s`, below a second `250ms`. */
function shownDuration(value: number): string {
  const sign = value < 0 ? '-' : '';
  const seconds = Math.abs(value);
  if (seconds > 0 && seconds < 1) return `${sign}${significant(seconds * 1000)}ms`;
  if (seconds < 60) return `${sign}${significant(seconds)}s`;
  const whole = Math.floor(seconds);
  const parts = [
    [Math.floor(whole / DAY), 'd'],
    [Math.floor((whole % DAY) / 3600), 'h'],
    [Math.floor((whole % 3600) / 60), 'm'],
    [whole % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  return (
    sign +
    parts
      .slice(first)
      .map(([count, unit]) => `${count}${unit}`)
      .join(' ')
  );
}
