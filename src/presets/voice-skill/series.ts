import type { CallStore, SeriesBucket } from '../../core/index.ts';
import { isoTime, rounded } from './words.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** `GET /metrics/hourly`: so many hours, the running one last and marked. */
export async function hourlyAnswer(store: CallStore, { hours, now }: { readonly hours: number; readonly now: number }): Promise<object> {
  return { timeseries: await hourly(store, hours, now), hours };
}

/** The hours of the dashboard. */
export async function hourly(store: CallStore, hours: number, now: number): Promise<readonly object[]> {
  const since = Math.floor(now / HOUR) * HOUR - (hours - 1) * HOUR;
  const { value } = await store.series({ since, until: now, step: 'hour', timeZone: 'UTC', now });
  return value.map((bucket) => ({ hour: `${isoTime(bucket.start).slice(0, 13)}:00:00Z`, ...counts(bucket), ...partial(bucket) }));
}

/** `GET /metrics/daily`: so many days of UTC, today last and marked. */
export async function dailyAnswer(store: CallStore, { days, now }: { readonly days: number; readonly now: number }): Promise<object> {
  const since = Math.floor(now / DAY) * DAY - (days - 1) * DAY;
  const { value } = await store.series({ since, until: now, step: 'day', timeZone: 'UTC', now });
  const timeseries = value.map((bucket) => {
    const { attempts } = bucket.tally;
    const body = counts(bucket);
    const rate = attempts === 0 ? undefined : (body.completed / attempts) * 100;
    return { date: isoTime(bucket.start).slice(0, 10), ...body, success_rate: rounded(rate, 1), ...partial(bucket) };
  });
  return { timeseries, days };
}

/** Failed are those that were given up, too. */
function counts({ tally }: SeriesBucket) {
  const { completed, talked, talkSeconds } = tally.counts;
  return {
    total: tally.attempts,
    completed,
    failed: tally.attempts - completed - tally.cancelled,
    avg_duration: rounded(talked === 0 ? undefined : talkSeconds / talked, 1),
  };
}

function partial({ isPartial }: SeriesBucket): { readonly partial?: true } {
  return isPartial === true ? { partial: true } : {};
}
