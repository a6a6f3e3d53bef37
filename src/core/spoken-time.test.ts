import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSpokenTime, type SpokenTime } from './spoken-time.ts';
import { type OffsetAt, zoneClock } from './zone-clock.ts';

const berlin = zoneClock('Europe/Berlin');
const at = (text: string): number => Date.parse(text) / 1000;
/** A Sunday at noon in Berlin. */
const NOON = at('2026-11-22T11:00:00Z');

function read(text: string, now = NOON, offsetAt = berlin, after?: number): SpokenTime | undefined {
  return readSpokenTime(text, { now, offsetAt, ...(after === undefined ? {} : { after }) });
}
const iso = (time: number | undefined): string | undefined => (time === undefined ? undefined : new Date(time * 1000).toISOString());
const first = (text: string, now = NOON): string | undefined => iso(read(text, now)?.first);

test('how long ago is told in one unit or several', () => {
  for (const [text, seconds] of [
    ['15m', 900],
    ['1h30m', 5400],
    ['1.5h', 5400],
    ['2d', 172_800],
    ['1w', 604_800],
    ['1d12h', 129_600],
    ['90s', 90],
    ['1h30m ago', 5400],
    ['now', 0],
  ] as const)
    expect(read(text)?.first, text).toBe(NOON - seconds);
});

test("a time of the clock is that of today, and yesterday's when it lies ahead, which is said", () => {
  expect(first('10:32')).toBe('2026-11-22T09:32:00.000Z');
  expect(read('10:32')?.notes).toEqual([]);
  expect(first('9:05:07.25')).toBe('2026-11-22T08:05:07.250Z');
  expect(first('13:00')).toBe('2026-11-21T12:00:00.000Z');
  expect(read('13:00')?.notes).toEqual(['13:00 lies ahead: that of yesterday, 2026-11-21, is meant.']);
});

test('after another time a time of the clock is the next one, also when it lies ahead', () => {
  const since = at('2026-11-22T10:00:00Z');
  expect(iso(read('13:00', NOON, berlin, since)?.first)).toBe('2026-11-22T12:00:00.000Z');
  expect(read('13:00', NOON, berlin, since)?.notes).toEqual([]);
  expect(iso(read('10:32', NOON, berlin, at('2026-11-20T12:00:00Z'))?.first)).toBe('2026-11-22T09:32:00.000Z');
});

test('days are those of the calendar of the zone, with or without a time', () => {
  expect(read('today')).toEqual({
    first: at('2026-11-21T23:00:00Z'),
    last: at('2026-11-21T23:00:00Z'),
    end: at('2026-11-22T23:00:00Z'),
    notes: [],
  });
  expect(first('yesterday')).toBe('2026-11-20T23:00:00.000Z');
  expect(first('yesterday 22:15')).toBe('2026-11-21T21:15:00.000Z');
  expect(first('2026-10-25')).toBe('2026-10-24T22:00:00.000Z');
  expect(iso(read('2026-10-25')?.end)).toBe('2026-10-25T23:00:00.000Z');
  expect(first('2026-07-01 10:32')).toBe('2026-07-01T08:32:00.000Z');
  expect(first('2026-07-01T10:32:05.123456')).toBe('2026-07-01T08:32:05.123Z');
});

test('what names its zone is meant by that, and Unix seconds by themselves', () => {
  expect(first('2026-07-01T10:32:00Z')).toBe('2026-07-01T10:32:00.000Z');
  expect(first('2026-07-01 10:32:00.5+05:30')).toBe('2026-07-01T05:02:00.500Z');
  expect(first('2026-07-01T10:32-0230')).toBe('2026-07-01T13:02:00.000Z');
  expect(read('1700000000.25')?.first).toBe(1_700_000_000.25);
});

test('an hour that clocks show twice means both, and one that they never show is counted on; both are said', () => {
  const doubled = read('02:30', at('2026-10-25T11:00:00Z'));
  expect([iso(doubled?.first), iso(doubled?.last)]).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z']);
  expect(doubled?.notes).toEqual(['Clocks were put back on 2026-10-25 and showed 02:30 twice: both are meant.']);
  const skipped = read('02:30', at('2026-03-29T11:00:00Z'));
  expect([iso(skipped?.first), iso(skipped?.last)]).toEqual(['2026-03-29T01:30:00.000Z', '2026-03-29T01:30:00.000Z']);
  expect(skipped?.notes).toEqual(['Clocks were put forward on 2026-03-29 and never showed 02:30: 03:30 is meant.']);
});

test('what is no time is none', () => {
  for (const text of [
    '',
    ' ',
    'soon',
    'ago',
    '24:00',
    '10:60',
    '10:3',
    '2026-02-30',
    '2026-13-01',
    '2026-11-22T',
    '2026-11-22T10:32X',
    '1m1h',
    '-1h',
    '10:32Z',
    'today 10:32Z',
    '2026-11-22T10:32+99:00',
  ])
    expect(read(text), text).toBeUndefined();
});

test('no text throws', () => {
  fc.assert(fc.property(fc.string(), (text) => void read(text)));
  fc.assert(fc.property(fc.stringMatching(/^[\d:TZ +.hmdsw-]{1,20}$/), (text) => void read(text)));
});

/** What the clocks of a zone show at a moment, in seconds as if it were UTC. */
const shownBy = (offsetAt: OffsetAt, time: number): number => time + offsetAt(time);
const DAY = 86_400;
/** Weeks of a few years of now. */
const FROM = at('2025-01-01T00:00:00Z');
const WEEKS = 110;

/** When the clocks of a zone are changed within these years, to the second. */
function changesOf(offsetAt: OffsetAt): number[] {
  const changes: number[] = [];
  for (let week = 0; week < WEEKS; week += 1) {
    let [before, after] = [FROM + week * 7 * DAY, FROM + (week + 1) * 7 * DAY];
    if (offsetAt(before) === offsetAt(after)) continue;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (offsetAt(middle) === offsetAt(before)) before = middle;
      else after = middle;
    }
    changes.push(after);
  }
  return changes;
}

const ZONES = Intl.supportedValuesOf('timeZone');

test('around every change of the clocks of every zone, a time of the clock means all moments of the last day on which clocks showed it', () => {
  let changes = 0;
  const known = new Set<string>();
  for (const zone of ZONES) {
    const offsetAt = zoneClock(zone);
    for (const change of changesOf(offsetAt)) {
      // Zones that are changed alike are one.
      const alike = `${change} ${offsetAt(change - 1)} ${offsetAt(change)}`;
      if (known.has(alike)) continue;
      known.add(alike);
      changes += 1;
      for (const ago of [-5400, -1800, -60, 0, 60, 1800, 5400]) {
        const meant = change + ago;
        const shown = shownBy(offsetAt, meant);
        const text = new Date(shown * 1000).toISOString().slice(11, 19);
        // The evening of that day by its clock.
        const now = meant + DAY / 3;
        const { first: one, last: other } = read(text, now, offsetAt) ?? { first: Number.NaN, last: Number.NaN };
        expect([one, other], `${zone} ${text} ${meant}`).toContain(meant);
        expect([shownBy(offsetAt, one), shownBy(offsetAt, other)], `${zone} ${text}`).toEqual([shown, shown]);
      }
    }
  }
  expect(changes).toBeGreaterThan(40);
});

test('in every zone, what clocks show of a moment of today leads back to it, and a day holds each of its moments', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.integer({ min: FROM, max: FROM + WEEKS * 7 * DAY }),
      fc.integer({ min: 0, max: DAY - 1 }),
      (zone, now, ago) => {
        const offsetAt = zoneClock(zone);
        const today = read('today', now, offsetAt);
        expect(today !== undefined && today.first <= now && now < (today.end ?? 0)).toBe(true);
        const time = now - ago;
        if (time < (today?.first ?? 0)) return;
        const text = new Date(shownBy(offsetAt, time) * 1000).toISOString().slice(11, 19);
        const meant = read(text, now, offsetAt);
        expect([meant?.first, meant?.last]).toContain(time);
        const dated = read(`${new Date(shownBy(offsetAt, time) * 1000).toISOString().slice(0, 19)}`, now, offsetAt);
        expect([dated?.first, dated?.last]).toContain(time);
      },
    ),
    { numRuns: 300 },
  );
});
