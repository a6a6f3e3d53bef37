import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallStore, StoredCall } from '../../../core/index.ts';
import { callChange, storedCall } from '../../../testing/index.ts';
import { newestFirst } from '../../answers/newest-first.ts';
import { openSqlite } from '../../index.ts';

/** The ids of all pages. */
async function pagesOf(store: CallStore, limit: number): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await store.listCalls({ limit, ...(cursor === undefined ? {} : { cursor }) });
    ids.push(...page.calls.map(({ id }) => id));
    cursor = page.nextCursor;
    if (cursor === undefined) return ids;
  }
}

test('pages of calls in progress and of calls that are over are in order, also where many start at once', async () => {
  const call = fc.record({ second: fc.nat({ max: 5 }), isOver: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 200, maxLength: 400 }), fc.integer({ min: 20, max: 250 }), async (drawn, limit) => {
      const folder = mkdtempSync(join(tmpdir(), 'ringscope-list-'));
      const writer = await openSqlite({ path: folder });
      const reader = await openSqlite({ path: folder, readOnly: true });
      const calls = drawn.map(({ second, isOver }, index): StoredCall => {
        const facts = { id: `call-${index}`, callKey: `key-${index}`, startedAt: 1_700_000_000 + second };
        return storedCall(isOver ? { ...facts, state: 'ended', isProvisional: false, outcome: 'answered', ended: 'bye' } : facts);
      });
      await writer.append({ lsn: calls.length, changes: calls.map((one) => callChange(one)) });
      const expected = calls.toSorted(newestFirst).map(({ id }) => id);
      expect(await pagesOf(writer, limit)).toStrictEqual(expected);
      expect(await pagesOf(reader, limit)).toStrictEqual(expected);
      await reader.close();
      await writer.close();
      rmSync(folder, { recursive: true });
    }),
    { numRuns: 10 },
  );
});

test('a call in progress that started before all calls of its day that are over is on the next page when they fill the first', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-list-'));
  const store = await openSqlite({ path: folder });
  const facts = (index: number) => ({ id: `call-${index}`, callKey: `key-${index}`, startedAt: 1_700_000_000 + index });
  const over = { state: 'ended', isProvisional: false, outcome: 'answered', ended: 'bye' } as const;
  const calls = [storedCall(facts(0)), storedCall({ ...facts(1), ...over }), storedCall({ ...facts(2), ...over })];
  await store.append({ lsn: calls.length, changes: calls.map((one) => callChange(one)) });
  expect(await pagesOf(store, 2)).toStrictEqual(['call-2', 'call-1', 'call-0']);
  await store.close();
  rmSync(folder, { recursive: true });
});

test('a call is found by each beginning of its Call-ID, in whichever form that is stored, and by its key', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-list-'));
  const store = await openSqlite({ path: folder });
  const over = { state: 'ended', isProvisional: false, outcome: 'answered', ended: 'bye' } as const;
  const callIds = ['a84b4c76e66710@192.0.2.1', 'aobou56kdwuesfjv', '192.0.2.1:5060', '3848276298220188511', 'Zürich-7', 'x\u{1f600}y', '1'];
  const calls = callIds.map((callId, index) =>
    storedCall({ ...over, id: `call-${index}`, callKey: `key-${index}`, callId, startedAt: 1_700_000_000 + index }),
  );
  await store.append({ lsn: calls.length, changes: calls.map((one) => callChange(one)) });
  const found = async (callId: string, callKey: string): Promise<string[]> =>
    (await store.listCalls({ limit: 20, callId, callKey })).calls.map((one) => one.callId).toSorted();
  for (const whole of callIds)
    for (let length = 1; length <= whole.length; length += 1) {
      const start = whole.slice(0, length);
      expect(await found(start, 'none'), start).toStrictEqual(callIds.filter((one) => one.startsWith(start)).toSorted());
    }
  expect(await found('no-such-call', 'key-1')).toStrictEqual(['aobou56kdwuesfjv']);
  await store.close();
  rmSync(folder, { recursive: true });
});

test('lists and exports up to a time hold all calls of the millisecond before it, also when more start in it than a file has places for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-list-'));
  const store = await openSqlite({ path: folder });
  const startedAt = 1_700_000_000;
  const calls = Array.from({ length: 1500 }, (_, index) =>
    storedCall({
      id: `call-${index}`,
      callKey: `key-${index}`,
      startedAt,
      state: 'ended',
      isProvisional: false,
      outcome: 'answered',
      ended: 'bye',
    }),
  );
  await store.append({ lsn: calls.length, changes: calls.map((one) => callChange(one)) });
  const until = startedAt + 0.001;
  expect((await store.listCalls({ until, limit: 2000 })).calls).toHaveLength(calls.length);
  let exported = '';
  for await (const chunk of store.scan({ until }, 'csv', 'masked')) exported += Buffer.from(chunk).toString('latin1');
  for (const { id } of calls) expect(exported).toContain(`${id},`);
  expect((await store.listCalls({ since: until, limit: 2000 })).calls).toHaveLength(0);
  await store.close();
  rmSync(folder, { recursive: true });
});
