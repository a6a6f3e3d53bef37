import type { CallStore, SeriesBucket, Window } from '../../core/index.ts';
import { averageOf, type Counts, countWindow, NO_CALLS, readUnsettled, type Unsettled, unsettledIn } from './counts.ts';
import { isoTime, rounded } from './words.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** `GET /metrics/hourly`: so many hours, the running one last and marked. */
export async function hourlyAnswer(store: CallStore, { hours, now }: { readonly hours: number; readonly now: number }): Promise<object> {
  const window = { since: Math.floor(now / HOUR) * HOUR - (hours - 1) * HOUR, until: now };
  return { timeseries: await hourly(store, window, await readUnsettled(store)), hours };
}

/** The hours of a window, which are marked where it holds only a part of them. All calls that started in it are in one, also the active ones. */
export async function hourly(store: CallStore, { since, until }: Window, unsettled: Unsettled): Promise<readonly object[]> {
  const whole = Math.ceil(since / HOUR) * HOUR;
  const cut = since < whole ? [await cutHour(store, { since, until: Math.min(whole, until) })] : [];
  const { value } = await store.series({ since: whole, until, step: 'hour', timeZone: 'UTC', now: until });
  const hours: object[] = [];
  for (const bucket of [...cut, ...value]) {
    const hour = `${isoTime(Math.floor(bucket.start / HOUR) * HOUR).slice(0, 13)}:00:00Z`;
    hours.push({ hour, ...bodyOf(await countBucket(store, bucket, unsettled)), ...partial(bucket) });
  }
  return hours;
}

async function cutHour(store: CallStore, window: Window): Promise<SeriesBucket> {
  const { value } = await store.summarize(window);
  return { start: window.since, end: window.until, tally: value.total, isPartial: true };
}

/** `GET /metrics/daily`: so many days of UTC, today last and marked. */
export async function dailyAnswer(store: CallStore, { days, now }: { readonly days: number; readonly now: number }): Promise<object> {
  const since = Math.floor(now / DAY) * DAY - (days - 1) * DAY;
  const unsettled = await readUnsettled(store);
  const { value } = await store.series({ since, until: now, step: 'day', timeZone: 'UTC', now });
  const timeseries: object[] = [];
  for (const bucket of value) {
    const counts = await countBucket(store, bucket, unsettled);
    const rate = { success_rate: rounded(counts.successRate, 1) };
    timeseries.push({ date: isoTime(bucket.start).slice(0, 10), ...bodyOf(counts), ...rate, ...partial(bucket) });
  }
  return { timeseries, days };
}

/** Reads the calls of a step. Counts of a series lack how answered calls ended, so each step with calls is summed up. */
async function countBucket(store: CallStore, { start, end, tally }: SeriesBucket, unsettled: Unsettled): Promise<Counts> {
  const window = { since: start, until: end };
  const { active, ending } = unsettledIn(unsettled, window);
  return tally.attempts + active.length + ending.length === 0 ? NO_CALLS : countWindow(store, window, unsettled);
}

/** Active calls are in the total alone. Failed are those that were given up, too. */
function bodyOf(counts: Counts) {
  const { total, byStatus } = counts;
  const { completed, failed, timeout } = byStatus;
  return { total, completed, failed: failed + timeout, avg_duration: rounded(averageOf(counts), 1) };
}

function partial({ isPartial }: SeriesBucket): { readonly partial?: true } {
  return isPartial === true ? { partial: true } : {};
}
