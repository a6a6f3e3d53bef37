import { expect, test } from 'vitest';
import { zoneClock } from '../core/index.ts';
import type { CommandInput, CommandIo } from './command.ts';
import { showTime } from './show.ts';
import { clockOf, timeQuery } from './time-option.ts';

const at = (text: string): number => Date.parse(text) / 1000;

/** The window that options mean at noon of a Sunday, on a machine in Berlin, and what is said. */
function asked(options: CommandInput['options'], timeZone = 'Europe/Berlin', now = at('2026-11-22T11:00:00Z')) {
  let said = '';
  const io: CommandIo = {
    out: () => undefined,
    write: async () => undefined,
    err: (text) => void (said += text),
    env: {},
    columns: 80,
    hasColor: false,
    isErrTerminal: false,
    signal: new AbortController().signal,
    now: () => now,
    timeZone: () => timeZone,
  };
  const { since, until } = timeQuery({ arguments: [], options }, io);
  const iso = (text: string | undefined) => (text === undefined ? undefined : new Date(Number(text) * 1000).toISOString().slice(0, 16));
  return { since: iso(since), until: iso(until), said };
}

test('times are by the clocks of the machine, or of --time-zone', () => {
  expect(asked({ since: '10:32' })).toEqual({ since: '2026-11-22T09:32', until: undefined, said: '' });
  expect(asked({ since: '10:32', timeZone: 'UTC' })).toEqual({ since: '2026-11-22T10:32', until: undefined, said: '' });
  expect(asked({ since: 'yesterday', until: 'today' })).toEqual({ since: '2026-11-20T23:00', until: '2026-11-21T23:00', said: '' });
  expect(() => asked({ since: '10:32', timeZone: 'Mars/Base' })).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }));
});

test('--at is two minutes around a time, and the whole of a day', () => {
  expect(asked({ at: '10:32' })).toEqual({ since: '2026-11-22T09:30', until: '2026-11-22T09:34', said: '' });
  expect(asked({ at: 'yesterday' })).toEqual({ since: '2026-11-20T23:00', until: '2026-11-21T23:00', said: '' });
  expect(() => asked({ at: '10:32', since: '1h' })).toThrow('--at and --since or --until exclude each other.');
});

test('what was taken for meant is said', () => {
  expect(asked({ at: '22:00' }).said).toBe('22:00 lies ahead: that of yesterday, 2026-11-21, is meant.\n');
  expect(asked({ at: '02:30' }, 'Europe/Berlin', at('2026-10-25T11:00:00Z'))).toEqual({
    since: '2026-10-25T00:28',
    until: '2026-10-25T01:32',
    said: 'Clocks were put back on 2026-10-25 and showed 02:30 twice: both are meant.\n',
  });
});

test('an end is the next such time after the beginning', () => {
  expect(asked({ since: '22:00', until: '06:00' })).toMatchObject({ since: '2026-11-21T21:00', until: '2026-11-22T05:00' });
  expect(asked({ since: '11:00', until: '13:00' })).toEqual({ since: '2026-11-22T10:00', until: '2026-11-22T12:00', said: '' });
});

test('a text that is no time is told with those that are', () => {
  expect(() => asked({ since: 'someday' })).toThrow('"someday" is no time: write 15m or 1h30m ago, 10:32, today, yesterday');
});

test('a time that is shown is the one that is stored, to the millisecond, and can be asked for', () => {
  expect(showTime(1_795_343_525.1239)).toBe('2026-11-22T10:32:05.123Z');
  // 1795343525.123 is a little less than that as a number.
  expect(showTime(1_795_343_525.123)).toBe('2026-11-22T10:32:05.123Z');
  expect(showTime(1_795_343_525.123, zoneClock('Asia/Kathmandu'))).toBe('2026-11-22T16:17:05.123+05:45');
  expect(showTime(1_795_343_525.123, zoneClock('America/St_Johns'))).toBe('2026-11-22T07:02:05.123-03:30');
  expect(asked({ since: showTime(at('2026-11-22T10:32:00Z'), zoneClock('Asia/Kathmandu')) })).toMatchObject({ since: '2026-11-22T10:32' });
  expect(clockOf({ arguments: [], options: {} }, { timeZone: () => 'Asia/Tokyo' } as CommandIo)(0)).toBe(9 * 3600);
});
