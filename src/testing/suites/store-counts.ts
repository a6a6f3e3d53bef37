import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CallTally,
  type CallSummary,
  type CallStore,
  LATENCY_STAGE,
  type LatencyRecord,
  Sketch,
  type StoreBatch,
  type StoreChange,
  type StoredCall,
} from '../../core/index.ts';
import { labelText } from '../../metrics/index.ts';
import { type Open, withStore } from './opened-store.ts';
import { batchAfter, callChange, storedCall } from '../stored-call.ts';

const RUNS = 15;
/** 2023-10-29 00:00 UTC: an hour later the clocks of Berlin go back. */
const MIDNIGHT = 1_698_537_600;
const HOUR = 3600;

/** Calls around midnight and the change of clocks, few enough values that they share groups. */
function arbitraryChange(): fc.Arbitrary<StoreChange> {
  const facts = fc.record({
    id: fc.integer({ min: 0, max: 30 }),
    startedAt: fc.integer({ min: -400_000, max: 200_000_000 }).map((milliseconds) => MIDNIGHT + milliseconds / 1000),
    moved: fc.integer({ min: -500, max: 500 }),
    version: fc.integer({ min: 1, max: 3 }),
    outcome: fc.constantFrom('answered' as const, 'busy' as const, 'failed' as const),
    trunk: fc.constantFrom('a', 'b'),
    sipCode: fc.constantFrom(200, 486, 503),
    talkSeconds: fc.integer({ min: 0, max: 600_000 }).map((milliseconds) => milliseconds / 1000),
    isOver: fc.constantFrom(true, true, true, false),
  });
  return facts.map(({ id, version, isOver, outcome, trunk, talkSeconds, startedAt, sipCode }) => {
    const settled = { state: 'ended', isProvisional: false, outcome, ended: 'bye', talkSeconds, sipCode } as const;
    const call = storedCall({
      id: `call-${id}`,
      callKey: `key-${id}`,
      version,
      // Near where the call was before, so that a change is one of the same call.
      startedAt: Math.floor((MIDNIGHT + ((id * 7919) % 180_000)) * 1000 + ((startedAt * 1000) % 100_000)) / 1000,
      trunk: labelText(trunk),
      ...(isOver ? settled : { state: 'setup' as const }),
    });
    return callChange(call);
  });
}

/** What a store should hold: per call its highest version, of equal ones the last. */
function newest(changes: readonly StoreChange[]): StoredCall[] {
  const calls = new Map<string, StoredCall>();
  for (const change of changes) {
    if (change.kind !== 'call') continue;
    const known = calls.get(change.record.id);
    if (known === undefined || change.record.version >= known.version) calls.set(change.record.id, change.record);
  }
  return [...calls.values()];
}

/** The counts of the calls of a window, by scan. */
function scan(calls: readonly StoredCall[], since: number, until: number): CallTally {
  const tally = new CallTally('full');
  for (const call of calls) if (call.startedAt >= since && call.startedAt < until) tally.add(call);
  return tally;
}

function counts(tally: CallTally | undefined): object {
  if (tally === undefined) return {};
  return { ...tally.counts, attempts: tally.attempts, talk: tally.talk?.count, talkSum: tally.talk?.sum, p50: tally.talk?.p50 };
}

function batches(changes: readonly StoreChange[], size: number): StoreBatch[] {
  const all: StoreBatch[] = [];
  for (let at = 0; at < changes.length; at += size) all.push(batchAfter(at, changes.slice(at, at + size)));
  return all;
}

async function everything(store: CallStore): Promise<object> {
  const { sizeBytes: _, ...stats } = await store.stats();
  const { value } = await store.summarize({ since: 0, until: 2 * MIDNIGHT });
  return {
    stats,
    list: await store.listCalls({ limit: 1000 }),
    open: await store.openCalls(),
    total: counts(value.total),
    groups: groupCounts(value),
  };
}

function groupCounts(summary: CallSummary): object {
  const maps = [summary.byOutcome, summary.byTrunk, summary.bySipCode, summary.byDirection, summary.byEnded];
  return maps.map((map) => [...map].map(([value, tally]) => [value, counts(tally)] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Registers what every engine must answer about windows, series and latencies. */
export function storeCounts(open: Open): void {
  windows(open);
  extremes(open);
  scans(open);
  repetition(open);
  latencies(open);
}

function windows(open: Open): void {
  test('a new store answers every question with nothing', () =>
    withStore(open, async (store) => {
      const window = { since: MIDNIGHT, until: MIDNIGHT + 2 * HOUR };
      const { value, isPartial } = await store.summarize(window);
      expect([value.total.attempts, value.byOutcome.size, value.active, isPartial]).toStrictEqual([0, 0, 0, false]);
      const series = await store.series({ ...window, step: 'hour', timeZone: 'UTC', now: MIDNIGHT + 90 * 60 });
      expect(
        series.value.map(({ start, end, tally, isPartial: runs }) => [start - MIDNIGHT, end - MIDNIGHT, tally.attempts, runs]),
      ).toStrictEqual([
        [0, HOUR, 0, undefined],
        [HOUR, 2 * HOUR, 0, true],
      ]);
      expect(await store.listLatencies({ limit: 5 })).toStrictEqual({ latencies: [] });
      expect(await store.summarizeLatencies(window)).toStrictEqual({ value: {}, isPartial: false });
      expect(await store.erase('nobody')).toBe(0);
    }));

  test('a window asked for again counts what came in between', () =>
    withStore(open, async (store) => {
      const settled = { state: 'ended', isProvisional: false, outcome: 'answered', ended: 'bye', startedAt: MIDNIGHT + 100 } as const;
      const ask = async (): Promise<unknown[]> => {
        const { value } = await store.summarize({ since: MIDNIGHT - 24 * HOUR, until: MIDNIGHT + 24 * HOUR });
        return [value.total.attempts, value.total.talk?.sum, value.byTrunk.get('a')?.attempts];
      };
      const call = (version: number, talkSeconds: number): StoreChange =>
        callChange(storedCall({ ...settled, version, talkSeconds, trunk: labelText('a') }));
      expect(await ask()).toStrictEqual([0, undefined, undefined]);
      await store.append(batchAfter(0, [call(1, 5)]));
      expect(await ask()).toStrictEqual([1, 5, 1]);
      await store.append(
        batchAfter(1, [call(2, 7), callChange(storedCall({ ...settled, id: 'other', callKey: 'other', talkSeconds: 1 }))]),
      );
      expect(await ask()).toStrictEqual([2, 8, 1]);
    }));

  test('a window that begins and ends within five minutes counts the same however often it is asked for, and what came in between', () =>
    withStore(open, async (store) => {
      const settled = { state: 'ended', isProvisional: false, outcome: 'answered', ended: 'bye' } as const;
      const call = (second: number): StoreChange =>
        callChange(storedCall({ ...settled, id: `at-${second}`, callKey: `key-${second}`, startedAt: MIDNIGHT + second }));
      const window = { since: MIDNIGHT + 37, until: MIDNIGHT + 551 };
      const ask = async (): Promise<number[]> => {
        const { value } = await store.summarize(window);
        const { value: steps } = await store.series({ ...window, step: 'minute', timeZone: 'UTC', now: Infinity });
        return [value.total.attempts, steps.reduce((sum, { tally }) => sum + tally.attempts, 0)];
      };
      // One every ten seconds: from 40 to 550 those of the window.
      await store.append(
        batchAfter(
          0,
          Array.from({ length: 90 }, (_, index) => call(index * 10)),
        ),
      );
      for (let time = 0; time < 4; time += 1) expect(await ask()).toStrictEqual([52, 60]);
      await store.append(batchAfter(90, [call(38), call(125), call(345), call(552)]));
      for (let time = 0; time < 4; time += 1) expect(await ask()).toStrictEqual([55, 64]);
    }));
}

/** What is exact although it is kept in buckets. */
function extremes(open: Open): void {
  test('the shortest and the longest talk time are exact, also after their calls changed in what does not count', () =>
    withStore(open, async (store) => {
      // Two of each, for what is taken back where another one is like it is known within 1 % alone.
      const talks = [1.250001, 1.250001, 59.5, 301.000001, 301.000001];
      const calls = (version: number): StoreChange[] =>
        talks.map((talkSeconds, index) => {
          const settled = { state: 'ended', isProvisional: false, outcome: 'answered', ended: 'bye', talkSeconds } as const;
          return callChange(
            storedCall({ id: `call-${index}`, startedAt: MIDNIGHT + 600 + index, version, messages: 6 + version, ...settled }),
          );
        });
      await store.append(batchAfter(0, calls(1)));
      await store.append(batchAfter(talks.length, calls(2)));
      for (const since of [MIDNIGHT, MIDNIGHT + 599]) {
        const { value } = await store.summarize({ since, until: MIDNIGHT + HOUR });
        expect(value.total.talk).toMatchObject({ count: talks.length, min: 1.250001, max: 301.000001 });
      }
    }));
}

function scans(open: Open): void {
  test('windows and days count what a scan counts, whatever came late or twice, over midnight and the change of clocks', async () => {
    const edges = fc.tuple(fc.integer({ min: -500_000, max: 200_000_000 }), fc.integer({ min: 0, max: 200_000_000 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryChange(), { maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        edges,
        (changes, size, [from, length]) =>
          withStore(open, async (store) => {
            for (const batch of batches(changes, size)) await store.append(batch);
            const calls = newest(changes);
            const [since, until] = [MIDNIGHT + from / 1000, MIDNIGHT + (from + length) / 1000];
            const { value } = await store.summarize({ since, until });
            expect(counts(value.total)).toStrictEqual(counts(scan(calls, since, until)));
            for (const [trunk, tally] of value.byTrunk) {
              const own = calls.filter((call) => call.trunk === trunk);
              expect(tally.attempts).toBe(scan(own, since, until).attempts);
            }
            const days = await store.series({
              since: MIDNIGHT,
              until: MIDNIGHT + 48 * HOUR,
              step: 'day',
              timeZone: 'Europe/Berlin',
              now: 0,
            });
            expect(days.value.map(({ start, end }) => (end - start) / HOUR)).toStrictEqual([25, 24, 24].slice(0, days.value.length));
            for (const { start, end, tally } of days.value) expect(tally.attempts).toBe(scan(calls, start, end).attempts);
          }),
      ),
      { numRuns: RUNS },
    );
  });
}

function repetition(open: Open): void {
  test('batches that are given again, cut anew, change nothing', async () => {
    const given = fc.tuple(
      fc.array(arbitraryChange(), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
    );
    await fc.assert(
      fc.asyncProperty(given, ([changes, size, again]) =>
        withStore(open, async (store) => {
          for (const batch of batches(changes, size)) await store.append(batch);
          const before = await everything(store);
          for (const batch of batches(changes, again)) await store.append(batch);
          expect(await everything(store)).toStrictEqual(before);
        }),
      ),
      { numRuns: RUNS },
    );
  });

  test('an unknown time zone is refused', () =>
    withStore(open, async (store) => {
      const query = { since: 0, until: 1, step: 'day', timeZone: 'Mars/Olympus', now: 0 } as const;
      await expect(store.series(query)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    }));
}

function latencies(open: Open): void {
  test('a latency at the start of a window belongs to it, and one at its end does not', () =>
    withStore(open, async (store) => {
      const at = (seconds: number): LatencyRecord => ({
        id: `latency-${seconds}`,
        callId: 'a',
        stage: 'tool_call',
        at: MIDNIGHT + seconds,
        seconds: 1,
      });
      await store.append(
        batchAfter(
          0,
          [at(10), at(20)].map((record) => ({ kind: 'latency' as const, record })),
        ),
      );
      const window = { since: MIDNIGHT + 10, until: MIDNIGHT + 20 };
      expect(await store.listLatencies({ ...window, limit: 5 })).toStrictEqual({ latencies: [at(10)] });
      expect((await store.summarizeLatencies(window)).value.tool_call?.count).toBe(1);
    }));

  test('latencies are listed newest first, page by page, each once, and summed up by stage', async () => {
    const latency: fc.Arbitrary<LatencyRecord> = fc.record(
      {
        id: fc.integer({ min: 0, max: 50 }).map((n) => `latency-${n}`),
        callId: fc.constantFrom('a', 'b'),
        stage: fc.constantFrom(...LATENCY_STAGE),
        at: fc.integer({ min: -100, max: 100 }).map((n) => MIDNIGHT + n * 97.25),
        seconds: fc.integer({ min: 0, max: 5000 }).map((n) => n / 1000),
      },
      { noNullPrototype: true },
    );
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(latency, { selector: ({ id }) => id, maxLength: 20 }), fc.integer({ min: 1, max: 7 }), (all, limit) =>
        withStore(open, async (store) => {
          const changes = [...all, ...all].map((record) => ({ kind: 'latency' as const, record }));
          await store.append(batchAfter(0, changes));
          const wanted = all.filter(({ callId }) => callId === 'a').toSorted((x, y) => y.at - x.at || (x.id < y.id ? 1 : -1));
          const seen: LatencyRecord[] = [];
          for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
            const page = await store.listLatencies({ callId: 'a', limit, ...(cursor === undefined ? {} : { cursor }) });
            seen.push(...page.latencies);
            cursor = page.nextCursor;
          }
          expect(seen).toStrictEqual(wanted);
          const [since, until] = [MIDNIGHT - 5432.1, MIDNIGHT + 4321];
          const { value } = await store.summarizeLatencies({ since, until });
          for (const stage of LATENCY_STAGE) {
            const sketch = new Sketch();
            for (const one of all) if (one.stage === stage && one.at >= since && one.at < until) sketch.add(one.seconds);
            expect(value[stage]).toStrictEqual(sketch.distribution());
          }
        }),
      ),
      { numRuns: RUNS },
    );
  });
}
