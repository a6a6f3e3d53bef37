import { copyFileSync, cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { CallStore, StoreBatch, StoreChange } from '../../../core/index.ts';
import { batchAfter, callChange, storedCall, storedRegistration, timelineEntry } from '../../../testing/index.ts';
import { openSqlite } from '../../index.ts';

const root = mkdtempSync(join(tmpdir(), 'ringscope-cut-off-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The beginning of 2023-11-15. */
const MIDNIGHT = 1_700_006_400;

function call(id: string, startedAt: number, version: number, isOver: boolean, talkSeconds = 5): StoreChange {
  const settled = { state: 'ended', isProvisional: false, outcome: 'answered', ended: 'bye', talkSeconds } as const;
  const entry = timelineEntry({ at: startedAt + version, receivedAt: startedAt, arrival: version });
  return callChange(storedCall({ id, callKey: id, version, startedAt, ...(isOver ? settled : {}) }), [entry]);
}

/** What a program told of a call that is over, under an id of its own. */
function told(id: string, callKey: string, startedAt: number): StoreChange {
  const settled = {
    state: 'ended',
    isProvisional: false,
    outcome: 'answered',
    ended: 'bye',
    endedAt: startedAt + 9,
    talkSeconds: 9,
  } as const;
  return callChange(storedCall({ id, callKey, version: 1, startedAt, isReported: true, ...settled }));
}

const FIRST = [
  call('told of later', MIDNIGHT - 30, 1, true),
  told('told first', 'captured later', MIDNIGHT + 50),
  told('told the day after', 'moves to its other half', MIDNIGHT + 3),
  call('closes', MIDNIGHT - 10, 1, false),
  call('stays open', MIDNIGHT - 5, 1, false),
  call('amended', MIDNIGHT - 20, 1, true),
  call('moves to the next day', MIDNIGHT - 1, 1, true),
  call('moves to the day before', MIDNIGHT + 1, 1, true),
  call('reopens', MIDNIGHT + 30, 1, true),
];
const SECOND = [
  told('of the first', 'told of later', MIDNIGHT - 29),
  call('captured later', MIDNIGHT + 49, 1, true),
  call('moves to its other half', MIDNIGHT - 3, 1, true),
  call('closes', MIDNIGHT - 10, 2, true),
  call('stays open', MIDNIGHT - 5, 2, false),
  call('amended', MIDNIGHT - 20, 2, true, 9),
  call('moves to the next day', MIDNIGHT + 2, 2, true),
  call('moves to the day before', MIDNIGHT - 2, 2, true),
  call('reopens', MIDNIGHT + 30, 2, false),
  call('opens and closes', MIDNIGHT + 40, 1, false),
  call('opens and closes', MIDNIGHT + 40, 2, true),
  { kind: 'registration', record: storedRegistration({ startedAt: MIDNIGHT + 1 }) } as const,
  { kind: 'latency', record: { id: 'l', callId: 'closes', stage: 'session', at: MIDNIGHT, seconds: 1 } } as const,
];

async function apply(path: string, batches: readonly StoreBatch[]): Promise<object> {
  const store = await openSqlite({ path });
  try {
    for (const batch of batches) await store.append(batch);
    return await everything(store);
  } finally {
    await store.close();
  }
}

async function everything(store: CallStore): Promise<object> {
  const { sizeBytes: _, ...stats } = await store.stats();
  const { calls } = await store.listCalls({ limit: 100 });
  const found = await Promise.all(calls.map(({ id }) => store.findCalls(id)));
  const { value } = await store.summarize({ since: 0, until: 2 * MIDNIGHT });
  const days = await store.series({ since: MIDNIGHT - 86_400, until: MIDNIGHT + 86_400, step: 'hour', timeZone: 'UTC', now: 0 });
  // What was taken back may cost the exact minimum.
  const { min: _min, max: _max, ...talk } = { ...value.total.talk, attempts: value.total.attempts };
  return { stats, found, talk, hours: days.value.map(({ tally }) => tally.attempts), latencies: await store.listLatencies({ limit: 9 }) };
}

/** Which files are as before the batch. What moves to another day is deleted from its old one only when all days are written. */
const CUT = [
  { name: 'before the calls in progress were written', before: ['active.db'], changes: SECOND },
  { name: 'after the first day', before: ['active.db', 'calls-2023-11-15.db'], changes: SECOND.filter(staysInDay) },
  { name: 'after the second day', before: ['active.db', 'calls-2023-11-14.db'], changes: SECOND.filter(staysInDay) },
];

function staysInDay({ record }: StoreChange): boolean {
  return !record.id.startsWith('moves');
}

test.each(CUT)('a batch that was cut off $name is whole once it is given again, also in parts', async ({ before, changes }) => {
  const first = batchAfter(0, FIRST);
  const second = batchAfter(FIRST.length, changes);
  const path = mkdtempSync(join(root, 'data-'));
  await apply(path, [first]);
  const old = `${path}-old`;
  cpSync(path, old, { recursive: true });
  const expected = await apply(path, [second]);
  for (const [index, batches] of [[second], changes.map((change, n) => batchAfter(FIRST.length + n, [change]))].entries()) {
    const cut = `${path}-cut-${index}`;
    cpSync(path, cut, { recursive: true });
    for (const name of readdirSync(cut).filter((file) => before.some((one) => file.startsWith(one)))) rmSync(join(cut, name));
    for (const name of before) copyFileSync(join(old, name), join(cut, name));
    expect(await apply(cut, batches)).toStrictEqual(expected);
  }
});
