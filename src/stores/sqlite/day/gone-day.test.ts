import { copyFileSync, mkdtempSync, readdirSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { CallStore, StoreChange } from '../../../core/index.ts';
import { batchAfter, callChange, storedCall } from '../../../testing/index.ts';
import { openSqlite } from '../../index.ts';

const root = mkdtempSync(join(tmpdir(), 'ringscope-gone-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** The beginning of 2023-11-15. */
const MIDNIGHT = 1_700_006_400;
const FILE = 'calls-2023-11-15.db';
const ENDS = ['', '-wal', '-shm'];

function callOf(n: number): StoreChange {
  const settled = { state: 'ended', isProvisional: false, outcome: 'answered', ended: 'bye', cause: 'normal' } as const;
  return callChange(storedCall({ id: `call-${n}`, callKey: `key-${n}`, ...settled, startedAt: MIDNIGHT + n }));
}

const callsOf = (first: number, end: number): StoreChange[] => Array.from({ length: end - first }, (_, n) => callOf(first + n));

/** A store of one day with so many calls, of which one look was taken, and another that was closed since. */
async function oneDay(calls: number): Promise<{ path: string; store: CallStore }> {
  const path = mkdtempSync(join(root, 'data-'));
  const store = await openSqlite({ path });
  await store.append(batchAfter(0, callsOf(0, calls)));
  expect(await store.problems()).toEqual([]);
  return { path, store };
}

function remove(path: string): void {
  for (const end of ENDS) rmSync(join(path, `${FILE}${end}`), { force: true });
}

function move(path: string, to: string): void {
  for (const end of ENDS)
    if (readdirSync(path).includes(`${FILE}${end}`)) renameSync(join(path, `${FILE}${end}`), join(to, `${FILE}${end}`));
}

const reasons = async (store: CallStore): Promise<string[]> => (await store.problems()).map(({ reason }) => reason);
const said = (calls: number): string => `The file ${FILE} is gone, and with it ${calls} calls: restore it from a backup.`;
const isPartial = async (store: CallStore): Promise<true | undefined> => (await store.listCalls({ limit: 1 })).isPartial;

test('a day whose file somebody deleted is told of however many calls its new file gets', async () => {
  const { path, store } = await oneDay(30);
  remove(path);
  expect(await reasons(store)).toEqual([said(30)]);
  await store.append(batchAfter(30, callsOf(30, 60)));
  expect(await reasons(store)).toEqual([said(30)]);
  await store.append(batchAfter(60, callsOf(60, 90)));
  expect([await reasons(store), await isPartial(store)]).toEqual([[said(30)], true]);
  await store.close();
});

test('a day whose file is made anew before somebody has looked is told of with what it held', async () => {
  const { path, store } = await oneDay(30);
  await store.append(batchAfter(30, callsOf(30, 40)));
  remove(path);
  await store.append(batchAfter(40, callsOf(40, 90)));
  expect([await reasons(store), await isPartial(store)]).toEqual([[said(40)], true]);
  await store.close();
});

test('a day file that is moved away and back is told of as long as it was away', async () => {
  const { path, store } = await oneDay(30);
  const elsewhere = mkdtempSync(join(root, 'elsewhere-'));
  move(path, elsewhere);
  expect(await reasons(store)).toEqual([said(30)]);
  move(elsewhere, path);
  expect([await reasons(store), await isPartial(store)]).toEqual([[], undefined]);
  expect((await store.listCalls({ limit: 100 })).calls).toHaveLength(30);
  await store.close();
});

test('a day file that is put back in place of its new one leaves out what the new one held, and that is told', async () => {
  const { path, store } = await oneDay(30);
  const elsewhere = mkdtempSync(join(root, 'elsewhere-'));
  move(path, elsewhere);
  expect(await reasons(store)).toEqual([said(30)]);
  await store.append(batchAfter(30, callsOf(30, 35)));
  expect(await reasons(store)).toEqual([said(30)]);
  remove(path);
  move(elsewhere, path);
  expect([await reasons(store), await isPartial(store)]).toEqual([[said(5)], true]);
  await store.close();
});

test('a copy of before is not the file that went away, also when it has as many calls by now', async () => {
  const { path, store } = await oneDay(30);
  await store.close();
  const elsewhere = mkdtempSync(join(root, 'elsewhere-'));
  copyFileSync(join(path, FILE), join(elsewhere, FILE));
  const again = await openSqlite({ path });
  await again.append(batchAfter(30, callsOf(30, 60)));
  expect(await reasons(again)).toEqual([]);
  remove(path);
  expect(await reasons(again)).toEqual([said(60)]);
  move(elsewhere, path);
  await again.append(batchAfter(60, callsOf(60, 120)));
  expect([await reasons(again), await isPartial(again)]).toEqual([[said(60)], true]);
  await again.close();
});

test('an export that lacks a day whose file somebody deleted writes all else and ends with an error that names the file', async () => {
  const { path, store } = await oneDay(3);
  const reader = await openSqlite({ path, readOnly: true });
  remove(path);
  await store.problems();
  await store.append(batchAfter(3, callsOf(3, 5)));
  await reader.refresh(await store.problems());
  for (const one of [store, reader]) {
    const read = async (since: number): Promise<string> => {
      let text = '';
      for await (const chunk of one.scan({ since }, 'ndjson', 'off')) text += Buffer.from(chunk).toString();
      return text;
    };
    await expect(read(MIDNIGHT)).rejects.toMatchObject({ code: 'STORE_CORRUPT', message: `The export is not whole. ${said(3)}` });
    expect(await read(MIDNIGHT + 86_400)).toBe('');
    await one.close();
  }
});

test('an export as JSON that lacks a day holds the calls that can be read and does not parse', async () => {
  const { path, store } = await oneDay(3);
  remove(path);
  await store.problems();
  await store.append(batchAfter(3, callsOf(3, 5)));
  let text = '';
  const read = async (): Promise<void> => {
    for await (const chunk of store.scan({ since: MIDNIGHT }, 'json', 'off')) text += Buffer.from(chunk).toString();
  };
  await expect(read()).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
  await store.close();
  expect(text.match(/"callId"/gu)).toHaveLength(2);
  expect(() => JSON.parse(text) as unknown).toThrow();
});

test('a day file that was cut to nothing is told of, in answers too, and set aside when its day is written', async () => {
  const { path, store } = await oneDay(3);
  await store.close();
  truncateSync(join(path, FILE));
  const reader = await openSqlite({ path, readOnly: true });
  expect(await isPartial(reader)).toBe(true);
  await reader.close();
  const again = await openSqlite({ path });
  expect(await isPartial(again)).toBe(true);
  const reason = `${join(path, FILE)} is empty, and what it held is gone: restore it from a backup.`;
  expect(await again.problems()).toEqual([{ file: FILE, reason, isUnread: true }]);
  await again.append(batchAfter(3, callsOf(3, 5)));
  expect(await again.problems()).toMatchObject([{ file: `${FILE}.damaged` }]);
  expect((await again.listCalls({ limit: 9 })).calls.map(({ id }) => id)).toEqual(['call-4', 'call-3']);
  await again.close();
});

test('a store whose file of calls in progress was cut to nothing or deleted starts and says what is gone', async () => {
  for (const damage of [(file: string) => truncateSync(file), (file: string) => rmSync(file)]) {
    const { path, store } = await oneDay(3);
    await store.close();
    damage(join(path, 'active.db'));
    const again = await openSqlite({ path });
    expect(await again.problems()).toMatchObject([{ file: 'active.db', reason: expect.stringContaining('calls in progress') }]);
    await again.append(batchAfter(3, callsOf(3, 5)));
    expect((await again.listCalls({ limit: 9 })).calls).toHaveLength(5);
    await again.close();
    const later = await openSqlite({ path });
    expect(await later.problems()).toEqual([]);
    await later.close();
  }
});
