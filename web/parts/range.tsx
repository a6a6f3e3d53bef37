import type { Query } from '../api/ask.ts';
import { WORDS } from '../words.ts';
import { useUrlState } from './location.ts';

const HOURS = [1, 6, 24, 168] as const;
const DEFAULT_HOURS = 24;
const MINUTE = 60;
const HOUR = 3600;
/** Charts have some hundred steps at most. */
const MOST_MINUTES = 6 * HOUR;
const MOST_HOURS = 14 * 24 * HOUR;
/** What the server counts in one answer is shorter. */
const MOST_SECONDS = 365 * 24 * HOUR;

/** How far back a screen goes. */
export interface Range {
  readonly hours: number;
  /** Of a chart over it. */
  readonly step: 'minute' | 'hour' | 'day';
}

/** A time that was zoomed into, or the last hours. */
export interface Zoom {
  /** What the API is asked for. */
  readonly query: Pick<Query<'/api/v1/dashboard'>, 'since' | 'until' | 'hours'>;
  readonly step: Range['step'];
  readonly isZoomed: boolean;
  /** The same for lists that know no hours; without an end until now. */
  readonly ends: { readonly since: string; readonly until?: string };
  /** The same in the URL of another screen. */
  readonly inUrl: Readonly<Record<string, string>>;
  /** Unix seconds. */
  readonly since: number;
  readonly until: number;
  /** Looks at another time: the URL has it. */
  readonly to: (since: number, until: number) => void;
}

/** What the URL asks for. */
export function useRange(): Range {
  const asked = Number(useUrlState()[0]['hours']);
  const hours = HOURS.find((one) => one === asked) ?? DEFAULT_HOURS;
  return { hours, step: stepOf(hours * HOUR) };
}

/** The same on a screen whose charts can be zoomed into. What in the URL is no time is as if it was not there. */
export function useZoom(): Zoom {
  const [url, set] = useUrlState();
  const { hours, step } = useRange();
  const [since, until] = [Date.parse(url['since'] ?? '') / 1000, Date.parse(url['until'] ?? '') / 1000];
  const to = (from: number, end: number): void => {
    const first = Math.floor(from / MINUTE) * MINUTE;
    const last = Math.max(first + 2 * MINUTE, Math.ceil(end / MINUTE) * MINUTE);
    set({ since: timeOf(Math.max(first, last - MOST_SECONDS)), until: timeOf(last) });
  };
  if (since < until && until - since <= MOST_SECONDS) {
    const ends = { since: timeOf(since), until: timeOf(until) };
    return { query: ends, ends, inUrl: ends, step: stepOf(until - since), isZoomed: true, since, until, to };
  }
  const now = Math.ceil(Date.now() / 1000 / MINUTE) * MINUTE;
  const asked = { hours: String(hours) };
  const ends = { since: timeOf(now - MINUTE - hours * HOUR) };
  return { query: asked, ends, inUrl: asked, step, isZoomed: false, since: now - hours * HOUR, until: now, to };
}

function stepOf(seconds: number): Range['step'] {
  return seconds <= MOST_MINUTES ? 'minute' : seconds <= MOST_HOURS ? 'hour' : 'day';
}

function timeOf(at: number): string {
  return new Date(at * 1000).toISOString();
}

/** Chooses how far back the screen goes; the URL keeps it. */
export function RangeChoice() {
  const [, set] = useUrlState();
  const { hours } = useRange();
  return (
    <label>
      <span class="hidden">{WORDS.range}</span>
      <select
        value={String(hours)}
        onChange={({ currentTarget }) => set({ hours: currentTarget.value, since: undefined, until: undefined })}
      >
        {HOURS.map((one) => (
          <option key={one} value={String(one)}>
            {WORDS.lastHours(one)}
          </option>
        ))}
      </select>
    </label>
  );
}
