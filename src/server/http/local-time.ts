import { momentsOf, type OffsetAt } from '../../core/index.ts';

const ZONED = /(?:[Zz]|[+-]\d\d:?\d\d)$/;
const LOCAL = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::(\d\d(?:[.,]\d{1,9})?))?$/;

/**
 * Unix seconds of an ISO 8601 time. One without a zone is what the clocks of `offsetAt` show: of two moments at which they show it, because they are put back in
 * between, the one nearer to `now`; one that they never show, because they are put forward over it, is counted on from before. Undefined when it is no time.
 */
export function readTime(text: string, offsetAt: OffsetAt, now: number): number | undefined {
  if (ZONED.test(text)) return known(Date.parse(text) / 1000);
  const [, date, minute, second = '0'] = LOCAL.exec(text) ?? [];
  const shown = date === undefined ? undefined : known(Date.parse(`${date}T${minute}:00Z`) / 1000);
  const seconds = Number(second.replace(',', '.'));
  return shown === undefined || seconds >= 60 ? undefined : momentOf(shown + seconds, offsetAt, now);
}

/** When clocks show a time, which is given as if it were UTC. */
function momentOf(shown: number, offsetAt: OffsetAt, now: number): number {
  const [first, second = first] = momentsOf(shown, offsetAt);
  return Math.abs(second - now) < Math.abs(first - now) ? second : first;
}

function known(at: number): number | undefined {
  return Number.isNaN(at) ? undefined : at;
}
