import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { encodeChanges } from '../format/index.ts';
import { openSpool, openSqlite, type Spool } from '../stores/index.ts';
import { callChange, storedCall } from '../testing/index.ts';
import { resolveSettings } from './settings/resolve-settings.ts';
import { openStoreWriter, type StoreWriter } from './store-writer.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function newFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ringscope-writer-'));
  ends.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const now = (): number => Date.now() / 1000;

async function open(path: string): Promise<StoreWriter> {
  const { store: settings } = resolveSettings({ flags: { store: path }, env: {} });
  const writer = await openStoreWriter({ settings, now, failed: (error) => expect.fail(error.message) });
  ends.push(async () => void (await writer.close()));
  return writer;
}

/** The spool of a process that was killed. */
async function openLeft(path: string): Promise<Spool> {
  const observer = { synced: () => undefined, cut: () => undefined, lost: () => undefined };
  return openSpool({ folder: join(path, 'spool'), maxBytes: 1e9, sinks: ['store'], now, lastLsn: 0, observer });
}

const handed = (lsn: number) => ({ lsn, count: 1, bytes: encodeChanges([callChange(storedCall({ id: `c${lsn}` }))]) });

test('what was taken is in the store, after a close by number and by record', async () => {
  const path = newFolder();
  const writer = await open(path);
  expect(await Promise.all([writer.take(handed(1)), writer.take(handed(2))])).toEqual([0, 0]);
  expect(await writer.reached(2)).toBe(true);
  expect((await writer.store.stats()).calls).toBe(2);
  const report = writer.report();
  expect(report.syncSeconds.length).toBeGreaterThan(0);
  expect(report).toMatchObject({ cutBytes: 0, corrupt: 0, shed: 0, unwritten: 0, spool: { waitingChanges: 0, oldestAgeSeconds: 0 } });
  expect(writer.report().syncSeconds).toEqual([]);
  await writer.close();
  const again = await open(path);
  expect(again.lastLsn()).toBe(2);
  expect((await again.store.stats()).calls).toBe(2);
});

test('what a killed process left in the spool is in the store as soon as it is open', async () => {
  const path = newFolder();
  const left = await openLeft(path);
  for (const { lsn, count, bytes } of [1, 2, 3].map(handed)) await left.append({ lsn, count, payload: bytes });
  await left.close();
  const writer = await open(path);
  expect(writer.lastLsn()).toBe(3);
  expect((await writer.store.listCalls({ limit: 10 })).calls.map(({ id }) => id)).toEqual(['c3', 'c2', 'c1']);
});

test.each([1, 100, 500])('%i changes of another version in the spool are told as so many lost, and the rest goes on', async (count) => {
  const path = newFolder();
  const left = await openLeft(path);
  const foreign = encodeChanges(Array.from({ length: count }, (_, index) => callChange(storedCall({ id: `f${index}` }))));
  // Another version says so by its first byte.
  foreign[0] = 250;
  await left.append({ lsn: count, count, payload: foreign });
  await left.append({ lsn: count + 1, count: 1, payload: handed(count + 1).bytes });
  await left.close();
  const { store: settings } = resolveSettings({ flags: { store: path }, env: {} });
  const told: (readonly [string, number])[] = [];
  const writer = await openStoreWriter({ settings, now, failed: (error, lost) => told.push([error.code, lost]) });
  ends.push(async () => void (await writer.close()));
  expect(told).toEqual([['STORE_CORRUPT', count]]);
  expect(writer.report().unwritten).toBe(count);
  expect((await writer.store.listCalls({ limit: 10 })).calls.map(({ id }) => id)).toEqual([`c${count + 1}`]);
});

test('numbers go on behind what the store has when the spool was taken away', async () => {
  const path = newFolder();
  const writer = await open(path);
  await writer.take(handed(7));
  await writer.close();
  rmSync(join(path, 'spool'), { recursive: true });
  const again = await open(path);
  expect(again.lastLsn()).toBe(7);
  await again.take(handed(8));
  expect(await again.reached(8)).toBe(true);
  expect((await again.store.stats()).calls).toBe(2);
});

test('a folder that another writer has is refused, and its spool is not touched', async () => {
  const path = newFolder();
  const writer = await open(path);
  await writer.take(handed(1));
  const files = readdirSync(join(path, 'spool'));
  await expect(open(path)).rejects.toMatchObject({ code: 'STORE_LOCKED' });
  expect(readdirSync(join(path, 'spool'))).toEqual(files);
  await writer.close();
  const reader = await openSqlite({ path, readOnly: true });
  expect((await reader.stats()).calls).toBe(1);
  await reader.close();
});
