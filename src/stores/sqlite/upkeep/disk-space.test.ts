import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { CallStore, DeletedDay, RetentionPolicy, StoreChange } from '../../../core/index.ts';
import { batchAfter, callChange, storedCall } from '../../../testing/index.ts';
import { openSqlite } from '../../index.ts';

const DAY = 86_400;
/** The beginning of 2023-11-15. */
const MIDNIGHT = 1_700_006_400;
const DAYS = 12;
const CALLS = 100;
/** Noon of the last day. */
const NOW = MIDNIGHT + (DAYS - 1) * DAY + DAY / 2;

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-room-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Whether this user may make a disk, which is what an unprivileged run cannot do. */
function mountDisk(megabytes: number): string | undefined {
  const folder = newFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  ends.push(() => void execFileSync('umount', ['-l', folder]));
  return folder;
}

const freeBytes = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
};

function callsOf(day: number): StoreChange[] {
  const settled = { state: 'ended', isProvisional: false, outcome: 'answered', ended: 'bye' } as const;
  return Array.from({ length: CALLS }, (_, n) =>
    callChange(storedCall({ id: `call-${day}-${n}`, callKey: `key-${day}-${n}`, ...settled, startedAt: MIDNIGHT + day * DAY + n })),
  );
}

/** A store with these days, written in this order. */
async function withDays(path: string, days: readonly number[]): Promise<CallStore> {
  const store = await openSqlite({ path });
  ends.push(() => store.close());
  let lsn = 0;
  for (const day of days) {
    await store.append(batchAfter(lsn, callsOf(day)));
    lsn += CALLS;
  }
  return store;
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, day) => day);
const daysIn = (path: string): string[] => readdirSync(path).filter((name) => /^calls-.*\.db$/.test(name));

/** Rounds of upkeep until nothing is left to do, and which days they deleted. */
async function maintain(store: CallStore, now: number, policy: RetentionPolicy): Promise<DeletedDay[]> {
  const deleted: DeletedDay[] = [];
  for (;;) {
    const { deletedDays, isDone } = await store.maintain(now, policy);
    deleted.push(...deletedDays);
    if (isDone) return deleted;
  }
}

test('a disk that another program fills costs one day, however often upkeep looks, and that is told', async (context) => {
  const disk = mountDisk(64);
  if (disk === undefined) return context.skip();
  const path = join(disk, 'data');
  const store = await withDays(path, upTo(DAYS));
  const policy = { minFreeBytes: 20 * 2 ** 20 };
  let ballasts = 0;
  /** The other program takes all that it can get. */
  const fill = (): void => writeFileSync(join(disk, `ballast${(ballasts += 1)}`), Buffer.alloc(Math.max(0, freeBytes(disk) - 2 ** 20)));
  fill();
  const deleted: DeletedDay[] = [];
  for (let round = 0; round < 6; round += 1) {
    deleted.push(...(await maintain(store, NOW, policy)));
    fill();
  }
  expect(deleted).toMatchObject([{ file: 'calls-2023-11-15.db', calls: CALLS, reason: 'min_free_bytes' }]);
  expect(deleted[0]?.sizeBytes).toBeGreaterThan(100_000);
  expect(daysIn(path)).toHaveLength(DAYS - 1);
  expect(await store.problems()).toMatchObject([{ reason: expect.stringContaining('store.min_free_bytes') }]);
  for (let one = 1; one <= ballasts; one += 1) rmSync(join(disk, `ballast${one}`));
  expect(await maintain(store, NOW, policy)).toEqual([]);
  expect(await store.problems()).toEqual([]);
});

test('a disk that is short of less than the days take is given just that, also while somebody has them open', async (context) => {
  const disk = mountDisk(64);
  if (disk === undefined) return context.skip();
  const path = join(disk, 'data');
  const store = await withDays(path, upTo(DAYS));
  const held = daysIn(path).map((name) => openSync(join(path, name), 'r'));
  ends.push(() => held.forEach((fd) => closeSync(fd)));
  const size = statSync(join(path, 'calls-2023-11-15.db')).size + statSync(join(path, 'calls-2023-11-15.db-wal')).size;
  // Half a day more or less is what upkeep itself writes meanwhile.
  const wanted = freeBytes(disk) + 2.5 * size;
  const deleted = await maintain(store, NOW, { minFreeBytes: wanted });
  expect(deleted.map(({ file }) => file)).toEqual(['calls-2023-11-15.db', 'calls-2023-11-16.db', 'calls-2023-11-17.db']);
  expect(freeBytes(disk)).toBeGreaterThanOrEqual(wanted);
});

test('days that lie in the future go before all others, and a day that was written late goes late, whatever its date', async () => {
  const path = newFolder();
  const future = Array.from({ length: 8 }, (_, n) => 400 + n);
  // Day 0 was imported when the others were there.
  const store = await withDays(path, [1, 2, 3, ...future, 0, DAYS - 1]);
  const futureNames = daysIn(path).filter((name) => !name.includes('2023-11'));
  const { sizeBytes } = await store.stats();
  const deleted = await maintain(store, NOW, { maxBytes: sizeBytes / 2 });
  expect(deleted.length).toBeGreaterThan(4);
  expect(futureNames).toEqual(expect.arrayContaining(deleted.map(({ file }) => file)));
  await maintain(store, NOW, { maxBytes: sizeBytes / 2 });
  const genuine = ['15', '16', '17', '18', '26'].map((date) => `calls-2023-11-${date}.db`);
  expect(daysIn(path)).toEqual(expect.arrayContaining(genuine));
  for (const name of futureNames) for (const end of ['', '-wal', '-shm']) rmSync(join(path, `${name}${end}`), { force: true });
  const oldest = await maintain(store, NOW, { maxBytes: (await store.stats()).sizeBytes - 1 });
  expect(oldest).toMatchObject([{ file: 'calls-2023-11-16.db', reason: 'max_bytes' }]);
  expect(daysIn(path).toSorted()).toEqual(['15', '17', '18', '26'].map((date) => `calls-2023-11-${date}.db`));
});

test('tomorrow is no day in the future: it goes in its turn, and the day after it goes first', async () => {
  const path = newFolder();
  const [tomorrow, dayAfter] = [DAYS, DAYS + 1];
  // The last one that is written never goes.
  const store = await withDays(path, [1, tomorrow, dayAfter, DAYS - 1]);
  for (const date of ['28', '16', '27']) {
    const { sizeBytes } = await store.stats();
    expect(await maintain(store, NOW, { maxBytes: sizeBytes - 1 })).toMatchObject([{ file: `calls-2023-11-${date}.db` }]);
  }
});

test('whatever a clock says, age takes no more than four days within an hour', async () => {
  const path = newFolder();
  const store = await withDays(path, upTo(DAYS));
  await maintain(store, NOW + 2 * DAY, {});
  const policy = { callSeconds: 90 * DAY, timelineSeconds: 14 * DAY, rollupSeconds: 400 * DAY };
  const deleted = await maintain(store, NOW + 1000 * DAY, policy);
  deleted.push(...(await maintain(store, NOW + 1000 * DAY, policy)));
  expect(deleted.map(({ reason }) => reason)).toEqual(['age', 'age', 'age', 'age']);
  const { value } = await store.summarize({ since: MIDNIGHT, until: MIDNIGHT + DAYS * DAY });
  expect(value.total.attempts).toBe((DAYS - 2) * CALLS);
});
