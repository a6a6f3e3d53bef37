import type { CallStore, CallTally, SeriesBucket, Window } from '../../core/index.ts';
import { readUnsettled, type Unsettled, unsettledIn, withEnding } from './counts.ts';
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
  return [...cut, ...value].map((bucket) => {
    const hour = `${isoTime(Math.floor(bucket.start / HOUR) * HOUR).slice(0, 13)}:00:00Z`;
    return { hour, ...counts(bucket, unsettled), ...partial(bucket) };
  });
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
  const timeseries = value.map((bucket) => {
    const finished = finishedOf(bucket, unsettled).attempts;
    const body = counts(bucket, unsettled);
    const rate = finished === 0 ? undefined : (body.completed / finished) * 100;
    return { date: isoTime(bucket.start).slice(0, 10), ...body, success_rate: rounded(rate, 1), ...partial(bucket) };
  });
  return { timeseries, days };
}

function finishedOf({ start, end, tally }: SeriesBucket, unsettled: Unsettled): CallTally {
  return withEnding(tally, unsettledIn(unsettled, { since: start, until: end }).ending);
}

/** Active calls are in the total alone. Failed are those that were given up, too. */
function counts(bucket: SeriesBucket, unsettled: Unsettled) {
  const { active } = unsettledIn(unsettled, { since: bucket.start, until: bucket.end });
  const tally = finishedOf(bucket, unsettled);
  const { completed, talked, talkSeconds } = tally.counts;
  return {
    total: tally.attempts + active.length,
    completed,
    failed: tally.attempts - completed - tally.cancelled,
    avg_duration: rounded(talked === 0 ? undefined : talkSeconds / talked, 1),
  };
}

function partial({ isPartial }: SeriesBucket): { readonly partial?: true } {
  return isPartial === true ? { partial: true } : {};
}
