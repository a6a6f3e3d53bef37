import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteWriter, type StoredCall } from '../../../core/index.ts';
import { batchAfter, storedCall } from '../../../testing/index.ts';
import { arbitraryStoredCall } from '../../../testing/suites/index.ts';
import { CallGroups } from '../../answers/call-groups.ts';
import { openSqlite } from '../../index.ts';
import { loadSqliteDriver } from '../database/sqlite-driver.ts';
import { openDatabase } from '../database/open-database.ts';
import { readCall } from '../rows/stored-call.ts';
import { column } from '../database/column.ts';
import { countCalls } from './count-calls.ts';
import { dayFileName, dayOf } from '../folder/day.ts';
import { LAYOUTS } from '../database/layout.ts';
import { createDayFile, type DayFile } from '../day/day-file.ts';

const START = 1_700_000_000;
const DAY = dayOf(START);

const micros = (max: number) => fc.integer({ min: 0, max }).map((value) => value / 1e6);
const duration = fc.oneof({ weight: 50, arbitrary: micros(7.2e9) }, fc.constantFrom(0, 1e-6, 4e9, -1e-6, -2.5));
const score = fc.oneof(
  { weight: 10, arbitrary: fc.integer({ min: 100, max: 500 }).map((hundredths) => hundredths / 100) },
  fc.constantFrom(0, 4.123, 5.01, 300, -1, 0.5),
);
const numbers = {
  talkSeconds: duration,
  setupSeconds: duration,
  pddSeconds: duration,
  agentResponseSeconds: duration,
  mos: score,
  sipCode: fc.oneof(fc.constantFrom(0, 200, 401, 480, 486, 487, 503), fc.nat({ max: 2_000_000 })),
  hasTranscript: fc.boolean(),
};
const over = fc.record({
  state: fc.constant('ended' as const),
  isProvisional: fc.constant(false),
  outcome: fc.constantFrom('answered' as const, 'busy' as const, 'unknown' as const, 'cancelled' as const),
  ended: fc.constantFrom('bye' as const, 'unknown' as const),
});

/** Calls of a few milliseconds, over or not. */
const arbitraryCall: fc.Arbitrary<StoredCall> = fc
  .tuple(arbitraryStoredCall(), fc.record(numbers, { requiredKeys: [] }), fc.option(over, { freq: 4, nil: {} }), micros(5000))
  .map(([call, drawn, facts, offset]) => {
    const { talkSeconds: _talk, setupSeconds: _setup, pddSeconds: _pdd, agentResponseSeconds: _response, ...rest } = call;
    const { mos: _mos, sipCode: _sip, hasTranscript: _transcript, endedAt: _end, ...plain } = rest;
    return { ...plain, ...drawn, ...facts, startedAt: START + offset };
  });

/** Runs `use` with the file of a day that holds these calls. */
async function withCalls(calls: readonly StoredCall[], use: (file: DayFile) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-count-'));
  const store = await openSqlite({ path: folder });
  const changes = calls.map((record, index) => ({
    kind: 'call' as const,
    isOpen: false,
    record: { ...record, id: `call-${index}`, callKey: `key-${index}` },
    timeline: [],
  }));
  await store.append(batchAfter(0, changes));
  await store.close();
  const driver = await loadSqliteDriver();
  const path = join(folder, dayFileName(DAY));
  const file = createDayFile(openDatabase(driver, path, { readOnly: true }), path, DAY, { isWritable: false, layouts: LAYOUTS });
  try {
    use(file);
  } finally {
    file.close();
    rmSync(folder, { recursive: true });
  }
}

/** What `countCalls` counts from columns alone. */
function addedOneByOne(file: DayFile, from: number, to: number): CallGroups {
  const groups = new CallGroups();
  for (const row of file.prepare('SELECT seq FROM calls ORDER BY seq').all()) {
    const call = readCall({ file, seq: Number(column(row, 'seq')) });
    if (call !== undefined && call.startedAt >= from && call.startedAt < to) groups.add(call);
  }
  return groups;
}

function bytesOf(groups: CallGroups): Uint8Array {
  const out = new ByteWriter();
  groups.write(out, new ByteWriter());
  return out.take();
}

function expectSame(file: DayFile, from: number, to: number): void {
  const counted = countCalls(file, from, to);
  const added = addedOneByOne(file, from, to);
  expect(bytesOf(counted)).toEqual(bytesOf(added));
  expect(counted.summary(0)).toEqual(added.summary(0));
}

/** Between two calls, at one, or between two microseconds. */
const border = fc.oneof(
  micros(5000).map((offset) => START + offset),
  fc.constantFrom(START, START + 0.001, START + 0.002, START + 1),
  fc.double({ min: START, max: START + 0.005, noNaN: true }),
);
const borders = fc.array(fc.tuple(border, border), { minLength: 8, maxLength: 8 });

test('rows count as their calls do one by one, with any borders', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(arbitraryCall, { minLength: 1, maxLength: 40 }), borders, async (calls, spans) => {
      await withCalls(calls, (file) => {
        expectSame(file, START, START + 1);
        for (const [from, to] of spans) expectSame(file, from, to);
      });
    }),
    { numRuns: 20 },
  );
});

test('calls that stand in a later millisecond, as theirs had no room, count where they began', async () => {
  const over = { state: 'ended', isProvisional: false, outcome: 'answered', ended: 'bye' } as const;
  const calls = Array.from({ length: 1500 }, (_, index) => storedCall({ ...over, startedAt: START + (index % 1000) / 1e6 }));
  await withCalls(calls, (file) => {
    expect(countCalls(file, START, START + 0.001).total.attempts).toBe(1500);
    for (const [from, to] of [
      [0, 0.0005],
      [0.0005, 0.001],
      [0.001, 0.002],
      [0.0005, 1],
    ] as const)
      expectSame(file, START + from, START + to);
  });
});

test('a minute of more calls than are read at once counts each of them once', async () => {
  const over = { state: 'ended', isProvisional: false, outcome: 'answered', ended: 'bye' } as const;
  const calls = Array.from({ length: 9000 }, (_, index) => storedCall({ ...over, startedAt: START + (index % 4500) / 1000 }));
  await withCalls(calls, (file) => {
    expect(countCalls(file, START, START + 60).total.attempts).toBe(9000);
    expectSame(file, START + 1, START + 4.2);
  });
});
