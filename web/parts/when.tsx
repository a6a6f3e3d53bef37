import { signal } from '@preact/signals';
import { WORDS } from '../words.ts';
import { keep, kept } from './kept.ts';

const KEY = 'ringscope.zone';

/** Times are shown in UTC; else in the zone of the browser. */
export const isUtc = signal(kept(KEY) === 'utc');

const FORMATS = {
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  full: { year: 'numeric', month: 'short', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  minute: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  short: { month: 'short', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  exact: { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23' },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>;
type Shape = keyof typeof FORMATS;

/** A time (Unix seconds) as the reader wants it. */
export function timeText(at: number, shape: Shape = 'full'): string {
  return new Intl.DateTimeFormat(undefined, { ...FORMATS[shape], ...(isUtc.value ? { timeZone: 'UTC' } : {}) }).format(at * 1000);
}

/** A time with its exact value for machines. */
export function When({ at, shape = 'full' }: { readonly at: number; readonly shape?: Shape }) {
  return <time dateTime={new Date(at * 1000).toISOString()}>{timeText(at, shape)}</time>;
}

/** Goes from local time to UTC and back. */
export function ZoneButton() {
  const change = (): void => {
    isUtc.value = !isUtc.value;
    keep(KEY, isUtc.value ? 'utc' : 'local');
  };
  return (
    <button type="button" class="quiet" onClick={change}>
      {isUtc.value ? WORDS.utc : WORDS.localTime}
    </button>
  );
}
