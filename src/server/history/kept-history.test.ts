import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { counter, createRegistry, gauge, histogram, labelText, open } from '../../metrics/index.ts';
import { BLOCK_SECONDS, openHistory } from '../../stores/index.ts';
import { TeleError } from '../../core/index.ts';
import type { HistoryFile } from '../../stores/index.ts';
import { evaluate, increase, sum, rate, record, selections } from '../../expressions/index.ts';
import { createSampledHistory, type SampledHistory } from './sampled-history.ts';
import { keptNames, keptValues } from './values.ts';

const root = mkdtempSync(join(tmpdir(), 'ringscope-history-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const calls = counter('telephony_calls_total', { help: 'x', labels: { trunk: open(100) } });
const setupSeconds = histogram('telephony_setup_seconds', { help: 'x', buckets: [1], labels: { trunk: open(100) } });
const level = gauge('telephony_level', { help: 'x' });
const perSecond = record('trunk:calls:rate5m', sum(rate(calls, 300), ['trunk']), ['trunk']);
const families = new Set([calls.name, setupSeconds.name, level.name, ...selections(perSecond.of).map(({ family }) => family)]);
/** The begin of a block. */
const START = 80_000 * BLOCK_SECONDS;

/** A history whose clock and metrics a test moves. */
async function opened(folder = mkdtempSync(join(root, 'data-')), change: Partial<Parameters<typeof createSampledHistory>[0]> = {}) {
  const registry = createRegistry();
  const [counted, setup, set] = [registry.add(calls), registry.add(setupSeconds), registry.add(level)];
  const clock = { now: START, monotonic: 0 };
  const lost: [string, number][] = [];
  const file = change.file ?? (await openHistory(folder));
  const sampled = createSampledHistory({
    pages: registry.pages(),
    namespace: 'telephony',
    families,
    rules: [perSecond],
    file,
    keepSeconds: 30 * 86_400,
    mostBytes: 1 << 30,
    now: () => clock.now,
    monotonic: () => clock.monotonic,
    lost: (reason, count) => void lost.push([reason, count]),
    ...change,
  });
  /** Samples each ten seconds, the last time `seconds` from now. */
  const run = (seconds: number, each: (at: number) => void = () => undefined): void => {
    for (let passed = 0; passed < seconds; passed += 10) {
      clock.now += 10;
      clock.monotonic += 10;
      each(clock.now);
      sampled.sample();
    }
  };
  return { folder, file, clock, counted, setup, set, lost, sampled, run };
}

/** What is kept of a series, as `at from the start: value`. */
function shown({ history }: SampledHistory, name: string, from: number, to: number): readonly string[] {
  return history
    .read(name, [], START + from, START + to)
    .flatMap(({ labels, times, values }) =>
      Array.from(times, (at, index) => `${Object.values(labels).join()} ${at - START}: ${values[index]}`),
    );
}

/** How much counters have grown within so many seconds up to a time from the start. */
function grown({ history }: SampledHistory, seconds: number, at: number): readonly string[] {
  return evaluate(increase(calls, seconds), history, START + at).map(({ labels, value }) => `${labels['trunk']} ${Math.round(value)}`);
}

const a = { trunk: labelText('a') };
const b = { trunk: labelText('b') };

test('values are kept by their times; what a sampling does not find is no number then', async () => {
  const { counted, sampled, run } = await opened();
  counted.inc(a);
  run(10);
  counted.add(6, b);
  run(10);
  counted.remove(a);
  run(10);
  expect(shown(sampled, calls.name, 0, 20)).toEqual(['a 10: 1', 'a 20: 1', 'b 10: 0', 'b 20: 6']);
  expect(shown(sampled, calls.name, 25, 99)).toEqual(['b 30: 6']);
  expect(sampled.history.read(calls.name, [{ label: 'trunk', isIn: true, values: ['a'] }], START, START + 99)[0]?.values).toEqual([
    1,
    1,
    Number.NaN,
  ]);
  expect(shown(sampled, perSecond.record, 20, 20)).toEqual(['a 20: 0', 'b 20: 0.02']);
  expect(keptNames(sampled.memory).names).toEqual([
    { name: calls.name, series: 2 },
    { name: perSecond.record, series: 2 },
  ]);
});

test('a series that begins to count while the server runs was 0 at the sampling before; a level was not, nor what was there at the first one', async () => {
  const { counted, setup, set, sampled, run } = await opened();
  counted.add(7, a);
  run(20);
  counted.add(6, b);
  setup.observe(3, b);
  set.set(4);
  run(10);
  expect(shown(sampled, calls.name, 0, 30)).toEqual(['a 10: 7', 'a 20: 7', 'a 30: 7', 'b 10: NaN', 'b 20: 0', 'b 30: 6']);
  expect(shown(sampled, `${setupSeconds.name}_bucket`, 20, 30)).toEqual(['b,1 20: 0', 'b,1 30: 0', 'b,+Inf 20: 0', 'b,+Inf 30: 1']);
  expect(shown(sampled, `${setupSeconds.name}_sum`, 20, 30)).toEqual(['b 20: 0', 'b 30: 3']);
  expect(shown(sampled, `${setupSeconds.name}_count`, 20, 30)).toEqual(['b 20: 0', 'b 30: 1']);
  expect(shown(sampled, level.name, 20, 30)).toEqual([' 20: NaN', ' 30: 4']);
  expect(grown(sampled, 300, 30)).toEqual(['a 0', 'b 6']);
});

test('whatever is counted after the first sampling has been gained by the last one, no matter when each series began', async () => {
  const moves = fc.array(fc.array(fc.record({ trunk: fc.constantFrom('a', 'b', 'c'), amount: fc.nat({ max: 9 }) }), { maxLength: 4 }), {
    minLength: 2,
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(moves, async (samplings) => {
      const { counted, sampled, run } = await opened(undefined, { rules: [] });
      const [first, ...later] = samplings;
      const counts = new Map<string, number>();
      for (const { trunk, amount } of first ?? []) {
        counted.add(amount, { trunk: labelText(trunk) });
        counts.set(trunk, 0);
      }
      run(10);
      for (const all of later) {
        for (const { trunk, amount } of all) {
          counted.add(amount, { trunk: labelText(trunk) });
          counts.set(trunk, (counts.get(trunk) ?? 0) + amount);
        }
        run(10);
      }
      const gained = later.length * 10;
      expect(grown(sampled, gained, gained + 10).toSorted()).toEqual([...counts].map(([trunk, count]) => `${trunk} ${count}`).toSorted());
      sampled.close(true);
    }),
    { numRuns: 30 },
  );
});

test('a series that went and comes again counts from 0, and its last value stays; one that did both between two samplings has begun anew', async () => {
  const { counted, sampled, run } = await opened();
  counted.add(5, a);
  counted.add(5, b);
  run(10);
  counted.remove(a);
  counted.remove(b);
  counted.add(9, b);
  run(20);
  counted.add(8, a);
  run(10);
  expect(shown(sampled, calls.name, 0, 40)).toEqual([
    'a 10: 5',
    'a 20: NaN',
    'a 30: 0',
    'a 40: 8',
    'b 10: 5',
    'b 20: 9',
    'b 30: 9',
    'b 40: 9',
  ]);
});

test('a series for which there was no room did not begin when it gets some', async () => {
  const { counted, sampled, run } = await opened(undefined, { mostSeries: 1, rules: [] });
  counted.inc(a);
  run(10);
  counted.add(600, b);
  run(10);
  counted.remove(a);
  run(13 * 3600, () => counted.inc(b));
  const [first] = sampled.history.read(calls.name, [{ label: 'trunk', isIn: true, values: ['b'] }], START, START + 86_400);
  expect(Array.from(first?.values ?? []).find((value) => !Number.isNaN(value))).toBeGreaterThan(600);
});

test('what was before the clock was set back is no begin: at that time the server did not look', async () => {
  const { counted, sampled, run, clock } = await opened();
  run(600, () => counted.inc(a));
  clock.now -= 305;
  counted.add(6, b);
  run(10);
  expect(shown(sampled, calls.name, 300, 310).filter((line) => line.startsWith('b'))).toEqual(['b 300: NaN', 'b 305: 6']);
});

test('a series begins at 0 also in what is kept of five minutes each, in memory, in the file and in blocks that are over', async () => {
  const before = await opened();
  before.counted.inc(a);
  before.run(BLOCK_SECONDS - 60);
  before.counted.add(40, b);
  before.run(4 * 3600);
  const begun = ['b 21000: NaN', 'b 21300: 0', 'b 21600: 40'];
  const of = ({ sampled }: typeof before, trunk: string, from = 0, to = 99_999): readonly string[] =>
    shown(sampled, calls.name, from, to).filter((line) => line.startsWith(trunk));
  expect(of(before, 'b', 20_950, 21_600)).toEqual(begun);
  expect(grown(before.sampled, 3600, BLOCK_SECONDS + 600)).toEqual(['a 0', 'b 40']);
  before.counted.add(2, { trunk: labelText('c') });
  before.run(3 * 3600);
  const c = of(before, 'c');
  expect(c.filter((line) => line.endsWith(': 0'))).toEqual(['c 35700: 0']);
  before.sampled.close(false);
  const again = await opened(before.folder);
  again.clock.now = before.clock.now;
  again.sampled.load();
  expect(of(again, 'b', 20_950, 21_600)).toEqual(begun);
  expect(of(again, 'c')).toEqual(c);
  again.sampled.close(false);
});

test('a begin is written when the sampling before was written already, and what was known before a restart does not begin with it', async () => {
  const before = await opened();
  before.counted.add(5, a);
  before.run(120);
  before.counted.add(6, b);
  before.run(60);
  const again = await opened(before.folder);
  again.clock.now = before.clock.now + 20;
  again.counted.add(3, a);
  again.counted.add(4, { trunk: labelText('c') });
  again.sampled.load();
  expect(shown(again.sampled, calls.name, 110, 130).filter((line) => line.startsWith('b'))).toEqual(['b 110: NaN', 'b 120: 0', 'b 130: 6']);
  again.run(10);
  again.counted.add(7, b);
  again.run(10);
  expect(shown(again.sampled, calls.name, 180, 220)).toEqual([
    'a 180: 5',
    'a 210: 3',
    'a 220: 3',
    'b 180: 6',
    'b 210: 0',
    'b 220: 7',
    'c 180: NaN',
    'c 210: 4',
    'c 220: 4',
  ]);
  again.sampled.close(false);
  before.file.close();
});

test('recording rules are worked out from what is kept, and kept under their names', async () => {
  const { counted, sampled, run } = await opened();
  run(600, () => counted.add(20, a));
  expect(shown(sampled, perSecond.record, 590, 600)).toEqual(['a 590: 2', 'a 600: 2']);
});

test('of two hours every sampling is there, of before one each five minutes, and rates go across', async () => {
  const { counted, sampled, run } = await opened();
  run(4 * 3600, () => counted.add(20, a));
  const [only] = sampled.history.read(calls.name, [], 0, START + 4 * 3600);
  const times = Array.from(only?.times ?? []);
  const coarse = times.filter((at) => at < START + 2 * 3600 + 10);
  expect(coarse.map((at) => (at - START) % 300).filter((rest) => rest !== 0)).toEqual([10]);
  expect(times.length - coarse.length).toBe(720);
  expect(sampled.history.stepAt(START + 3600)).toBe(300);
  expect(sampled.history.stepAt(START + 3 * 3600)).toBe(10);
  for (const [index, at] of times.entries()) expect(only?.values[index]).toBe((at - START) * 2);
});

test('beyond the most series none is added; each value that is not kept is counted and told, until there is room again', async () => {
  const { counted, sampled, run, lost } = await opened(undefined, { mostSeries: 2, rules: [] });
  for (const trunk of ['a', 'b', 'c', 'd']) counted.inc({ trunk: labelText(trunk) });
  run(10);
  expect(lost).toEqual([['table_full', 2]]);
  expect(sampled.finding()).toMatchObject({
    severity: 'degraded',
    reason: '2 values of the last sampling are not kept: 2 series are the most.',
  });
  for (const trunk of ['a', 'b']) counted.remove({ trunk: labelText(trunk) });
  run(13 * 3600);
  expect(sampled.finding()).toMatchObject({ severity: 'ok' });
  expect(sampled.history.read(calls.name, [], START, START + 86_400).map(({ labels }) => labels['trunk'])).toContain('d');
});

test('after a restart all is there that was there before, but what was not written in the last minute when it was killed', async () => {
  const before = await opened();
  before.run(7 * 3600, (at) => {
    before.counted.add(20, a);
    before.set.set(Math.sin(at));
  });
  before.run(30, () => before.counted.inc(b));
  const whole = shown(before.sampled, calls.name, 18_300, 99_999);
  const killed = await opened(before.folder);
  killed.clock.now = before.clock.now + 60;
  killed.sampled.load();
  const until = 7 * 3600;
  expect(shown(killed.sampled, level.name, 0, 17_900)).toEqual(shown(before.sampled, level.name, 0, 17_900));
  expect(shown(killed.sampled, level.name, until - 7000, until)).toEqual(shown(before.sampled, level.name, until - 7000, until));
  expect(killed.sampled.memory.lastAt).toBe(START + until);
  killed.file.close();

  before.sampled.close(false);
  const stopped = await opened(before.folder);
  stopped.clock.now = before.clock.now + 60;
  stopped.sampled.load();
  expect(shown(stopped.sampled, calls.name, 18_300, 99_999)).toEqual(whole);
  stopped.set.set(1);
  stopped.run(10);
  expect(shown(stopped.sampled, calls.name, until + 40, 99_999)).toEqual([]);
  stopped.sampled.close(false);
});

test('days are read from the file, 30 of them are kept, and each value is the one that was there', async () => {
  const { counted, sampled, run, clock } = await opened(undefined, { keepSeconds: 3 * 86_400 });
  run(86_400 * 2, (at) => counted.add(at % 70 < 10 ? 7 : 0, a));
  const [only] = sampled.history.read(calls.name, [], START, clock.now);
  expect(only?.times.length).toBe((46 * 3600) / 300 + 720 + 1);
  const answer = await keptValues(
    sampled.history,
    { series: calls.name, matchers: [], since: START + 600, until: clock.now, stepSeconds: 21_600 },
    () => false,
  );
  expect(answer.series[0]?.points.map(([at]) => (at ?? 0) - START)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((step) => step * 21_600));
  expect(answer.isPartial).toBeUndefined();
  const values = Array.from(only?.values ?? []);
  expect(values).toEqual(values.toSorted((one, other) => one - other));
  sampled.close(false);
});

test('what is too old is deleted, and so is the oldest when the file is too large', async () => {
  const old = await opened(undefined, { keepSeconds: 86_400 });
  old.run(2 * 86_400, () => old.counted.inc(a));
  expect(shown(old.sampled, calls.name, 0, 86_400 - BLOCK_SECONDS)).toEqual([]);
  expect(shown(old.sampled, calls.name, 86_400 + BLOCK_SECONDS, 2 * 86_400)).not.toEqual([]);
  const large = await opened(undefined, { mostBytes: 1 });
  large.run(2 * 86_400, () => large.counted.inc(a));
  expect(shown(large.sampled, calls.name, 0, 86_400)).toEqual([]);
  expect(shown(large.sampled, calls.name, 86_400, 2 * 86_400)).not.toEqual([]);
});

test('a clock that is set back a little is waited for; set back by more, what is later was never, also after a restart', async () => {
  const { folder, counted, sampled, run, clock } = await opened();
  run(3600, () => counted.inc(a));
  clock.now -= 30;
  expect(sampled.sample()).toBeUndefined();
  clock.now -= 1800;
  expect(sampled.sample()).toBe(clock.now);
  run(600, () => counted.inc(a));
  const times = Array.from(sampled.history.read(calls.name, [], START, START + 99_999)[0]?.times ?? []);
  expect(times).toEqual(times.toSorted((one, other) => one - other));
  expect(times.at(-1)).toBe(clock.now);
  expect(shown(sampled, calls.name, 1770, 1770)).toEqual(['a 1770: 360']);
  sampled.close(false);
  const again = await opened(folder);
  again.clock.now = clock.now;
  again.sampled.load();
  expect(Array.from(again.sampled.history.read(calls.name, [], START, START + 99_999)[0]?.times ?? [])).toEqual(times);
  again.sampled.close(false);
});

test('a clock that is set ahead by a year deletes nothing', async () => {
  const { counted, sampled, run, clock } = await opened();
  run(86_400, () => counted.inc(a));
  clock.now += 365 * 86_400;
  run(3600, () => counted.inc(a));
  expect(shown(sampled, calls.name, 3600, 3900)).not.toEqual([]);
  sampled.close(false);
});

test('while nothing can be written memory goes on, health says why, and later all is written', async () => {
  const folder = mkdtempSync(join(root, 'data-'));
  const disk = { isFull: false };
  const real = await openHistory(folder);
  const file: HistoryFile = {
    ...real,
    write(rows) {
      if (disk.isFull) throw new TeleError('STORE_UNWRITABLE', 'history.db lies on a full disk.');
      real.write(rows);
    },
  };
  const { counted, sampled, run, clock } = await opened(folder, { file });
  run(600, () => counted.inc(a));
  disk.isFull = true;
  run(7 * 3600, () => counted.inc(a));
  expect(sampled.finding()).toMatchObject({
    severity: 'degraded',
    reason: expect.stringMatching(/have not been written for \d+ s, and are kept in memory\. history\.db lies on a full disk\./),
  });
  const whole = shown(sampled, calls.name, 0, 99_999);
  disk.isFull = false;
  run(60, () => counted.inc(a));
  expect(sampled.finding()).toMatchObject({ severity: 'ok' });
  sampled.close(false);
  const again = await opened(folder);
  again.clock.now = clock.now;
  again.sampled.load();
  expect(shown(again.sampled, calls.name, 0, 99_999).filter((line) => whole.includes(line)).length).toBeGreaterThan(700);
  again.sampled.close(false);
});

test('what leaves memory unwritten is counted', async () => {
  const real = await openHistory(mkdtempSync(join(root, 'data-')));
  let isFull = false;
  const file: HistoryFile = {
    ...real,
    write(rows) {
      if (isFull) throw new TeleError('STORE_UNWRITABLE', 'full');
      real.write(rows);
    },
  };
  const { counted, run, lost } = await opened(undefined, { file, rules: [] });
  run(600, () => counted.inc(a));
  isFull = true;
  run(14 * 3600, () => counted.inc(a));
  expect(new Set(lost.map(([reason]) => reason))).toEqual(new Set(['store_failed']));
  expect(lost.reduce((all, [, count]) => all + count, 0)).toBe(24);
});
