import { TeleError } from './errors.ts';

/** How far clocks are ahead of UTC at a time, in seconds. */
export type OffsetAt = (at: number) => number;

/** The clocks of a time zone by its IANA name. Throws `BAD_REQUEST` for an unknown one. */
export function zoneClock(timeZone: string): OffsetAt {
  const format = formatOf(timeZone);
  return (at) => {
    const parts = format.formatToParts(Math.floor(at) * 1000);
    const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((one) => one.type === type)?.value ?? 0);
    // oxlint-disable-next-line no-restricted-globals -- A time that was given is taken apart; no clock is read.
    const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
    return local / 1000 - Math.floor(at);
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (cause) {
    throw new TeleError('BAD_REQUEST', `There is no time zone ${JSON.stringify(timeZone)}.`, cause);
  }
}
