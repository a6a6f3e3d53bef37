import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
  closeSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { CallStore, StoreChange } from '../../../core/index.ts';
import { batchAfter, callChange, storedCall, timelineEntry } from '../../../testing/index.ts';
import { openSqlite } from '../../index.ts';
import { loadSqliteDriver } from '../database/sqlite-driver.ts';

const root = mkdtempSync(join(tmpdir(), 'ringscope-damaged-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const DAY = 86_400;
/** The beginning of 2023-11-15. */
const MIDNIGHT = 1_700_006_400;
const CALLS = 400;
const FILE = 'calls-2023-11-16.db';

function callOf(day: number, n: number): StoreChange {
  const settled = { state: 'ended', isProvisional: false, outcome: 'answered', ended: 'bye', cause: 'normal' } as const;
  const startedAt = MIDNIGHT + day * DAY + 60 * n;
  return callChange(storedCall({ id: `call-${day}-${n}`, callKey: `key-${day}-${n}`, ...settled, startedAt, talkSeconds: n }), [
    timelineEntry({ at: startedAt, receivedAt: startedAt }),
  ]);
}

const numbers = Array.from({ length: CALLS }, (_, n) => n);

/** Three days of calls, in files that nobody has open. */
async function threeDays(): Promise<string> {
  const path = mkdtempSync(join(root, 'data-'));
  const store = await openSqlite({ path });
  for (const day of [0, 1, 2]) {
    await store.append(
      batchAfter(
        day * CALLS,
        numbers.map((n) => callOf(day, n)),
      ),
    );
  }
  await store.close();
  return path;
}

/** Turns over 30 bytes behind the page that says what the file is. */
function flipBytes(file: string): void {
  const fd = openSync(file, 'r+');
  const { size } = statSync(file);
  const byte = Buffer.alloc(1);
  for (let n = 0; n < 30; n += 1) {
    const at = 8192 + Math.floor(((size - 8192) * n) / 30);
    readSync(fd, byte, 0, 1, at);
    writeSync(fd, Buffer.from([(byte[0] ?? 0) ^ 0xff]), 0, 1, at);
  }
  closeSync(fd);
}

async function otherLayout(file: string): Promise<void> {
  const Driver = await loadSqliteDriver();
  const db = new Driver(file, {});
  db.exec('PRAGMA user_version = 99');
  db.close();
}

const DAMAGES = [
  ['with 30 flipped bytes', flipBytes],
  ['that was cut short', (file: string) => truncateSync(file, 24_576)],
  ['of a newer layout', otherLayout],
] as const;

async function exported(store: CallStore): Promise<{ readonly text: string; readonly error: unknown }> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of store.scan({}, 'ndjson', 'off')) chunks.push(chunk);
    return { text: Buffer.concat(chunks).toString(), error: undefined };
  } catch (error) {
    return { text: Buffer.concat(chunks).toString(), error };
  }
}

const daysIn = (text: string, day: number): number => text.split(`"call-${day}-`).length - 1;

describe.each(DAMAGES)('the file of a day %s', (_name, damage) => {
  test('takes only itself out of lists, counts and exports, and each says that it is not whole', async () => {
    const path = await threeDays();
    await damage(join(path, FILE));
    const store = await openSqlite({ path, readOnly: true });
    const { calls, isPartial } = await store.listCalls({ limit: 2000 });
    expect(calls.filter(({ id }) => /^call-[02]-/.test(id))).toHaveLength(2 * CALLS);
    expect([calls.length < 3 * CALLS, isPartial]).toEqual([true, true]);
    const sound = await store.listCalls({ limit: 2000, since: MIDNIGHT + 2 * DAY + 60 });
    expect([sound.calls.length, sound.isPartial]).toEqual([CALLS - 1, undefined]);
    const summary = await store.summarize({ since: MIDNIGHT - 7, until: MIDNIGHT + 3 * DAY + 7 });
    expect(summary.value.total.attempts).toBeGreaterThanOrEqual(2 * CALLS);
    expect(await store.findCalls('call-2-7')).toHaveLength(1);
    const { text, error } = await exported(store);
    expect([daysIn(text, 0), daysIn(text, 2)]).toEqual([CALLS, CALLS]);
    expect(error).toMatchObject({ code: 'STORE_CORRUPT', message: expect.stringContaining(join(path, FILE)) });
    expect(await store.problems()).toMatchObject([{ file: FILE, reason: expect.stringContaining(join(path, FILE)) }]);
    await store.close();
  });

  test('is set aside when its day is written, which loses nothing of what is new and deletes nothing', async () => {
    const path = await threeDays();
    await damage(join(path, FILE));
    const store = await openSqlite({ path });
    const changes = [callOf(1, 500), callOf(1, 501), callOf(2, 500)];
    await store.append(batchAfter(3 * CALLS, changes));
    // What was flipped may lie where nothing new is written: then the file stays.
    const isAside = readdirSync(path).includes(`${FILE}.damaged`);
    const ids = (await store.listCalls({ limit: 5000 })).calls.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['call-2-500', ...(isAside ? ['call-1-500', 'call-1-501'] : [])]));
    expect((await store.findCalls('call-1-501'))[0]?.call.talkSeconds).toBe(501);
    expect(isAside || damage === flipBytes).toBe(true);
    if (isAside) expect(await store.problems()).toMatchObject([{ file: `${FILE}.damaged`, reason: expect.stringContaining('.recover') }]);
    await store.close();
  });
});

/** A full day of which some bytes are turned over, with a sound one before and after it. */
async function withTurnedBytes(first: number, step: number): Promise<string> {
  const path = mkdtempSync(join(root, 'turned-'));
  const store = await openSqlite({ path });
  for (const day of [0, 1, 2])
    await store.append(
      batchAfter(
        day * 20,
        numbers.slice(0, 20).map((n) => callOf(day, n)),
      ),
    );
  await store.close();
  const bytes = readFileSync(join(path, FILE));
  for (let at = first; at < bytes.length; at += step) bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  writeFileSync(join(path, FILE), bytes);
  return path;
}

const ALL_DAYS = { since: MIDNIGHT, until: MIDNIGHT + 3 * DAY };

async function countsOf(store: CallStore) {
  const summary = await store.summarize(ALL_DAYS);
  const series = await store.series({ ...ALL_DAYS, step: 'day', timeZone: 'UTC', now: ALL_DAYS.until });
  const latencies = await store.summarizeLatencies(ALL_DAYS);
  return {
    attempts: summary.value.total.attempts,
    byDay: series.value.map(({ tally }) => tally.attempts),
    isPartial: [summary.isPartial, series.isPartial, latencies.isPartial],
  };
}

test.each([
  [8192, 53],
  [8192, 211],
  [12_288, 211],
  [16_384, 211],
  [8192, 7],
])('a day with turned bytes from %i on, each %i bytes, is left out of counts, and they say so', async (first, step) => {
  const store = await openSqlite({ path: await withTurnedBytes(first, step), readOnly: true });
  // By days only the hours are read, which may be whole.
  const { attempts, byDay, isPartial } = await countsOf(store);
  expect({ attempts, isPartial }).toEqual({ attempts: 40, isPartial: [true, true, true] });
  expect([
    [20, 0, 20],
    [20, 20, 20],
  ]).toContainEqual(byDay);
  expect(await store.problems()).toMatchObject([{ file: FILE, isUnread: true }]);
  await store.close();
});

test('counts that lack a day whose file somebody deleted say so, in its writer and in a reader that is told', async () => {
  const path = await threeDays();
  const store = await openSqlite({ path });
  const reader = await openSqlite({ path, readOnly: true });
  expect(await store.problems()).toEqual([]);
  expect((await countsOf(reader)).isPartial).toEqual([false, false, false]);
  for (const end of ['', '-wal', '-shm']) rmSync(join(path, `${FILE}${end}`), { force: true });
  const gone = await store.problems();
  await reader.refresh(gone);
  for (const one of [store, reader]) {
    expect(await countsOf(one)).toEqual({ attempts: 2 * CALLS, byDay: [CALLS, 0, CALLS], isPartial: [true, true, true] });
    expect((await one.listCalls({ limit: 10, since: MIDNIGHT + DAY, until: MIDNIGHT + 2 * DAY })).isPartial).toBe(true);
    expect((await one.listCalls({ limit: 10, since: MIDNIGHT + 2 * DAY })).isPartial).toBe(undefined);
    await one.close();
  }
});

test('a file that may not be read for a while is left out for a while', async () => {
  const path = await threeDays();
  const store = await openSqlite({ path, readOnly: true });
  renameSync(join(path, FILE), join(path, 'elsewhere'));
  // A folder in its place: it is there, and cannot be opened, whoever asks.
  mkdirSync(join(path, FILE));
  expect((await store.listCalls({ limit: 2000 })).isPartial).toBe(true);
  rmSync(join(path, FILE), { recursive: true });
  renameSync(join(path, 'elsewhere'), join(path, FILE));
  chmodSync(join(path, FILE), 0o600);
  const { calls, isPartial } = await store.listCalls({ limit: 2000 });
  expect([calls.length, isPartial]).toEqual([3 * CALLS, undefined]);
  expect(await store.problems()).toEqual([]);
  await store.close();
});

test('the file of a day that somebody deletes is told of with what it held, and its day goes on in a new one', async () => {
  const path = await threeDays();
  const store = await openSqlite({ path });
  await store.append(batchAfter(3 * CALLS, [callOf(1, 500)]));
  await store.stats();
  for (const end of ['', '-wal', '-shm']) rmSync(join(path, `${FILE}${end}`), { force: true });
  expect(await store.problems()).toMatchObject([{ file: FILE, reason: expect.stringContaining(`${CALLS + 1} calls`) }]);
  await store.append(batchAfter(3 * CALLS + 1, [callOf(1, 501)]));
  await store.close();
  const again = await openSqlite({ path, readOnly: true });
  const ids = (await again.listCalls({ limit: 2000, since: MIDNIGHT + DAY, until: MIDNIGHT + 2 * DAY })).calls.map(({ id }) => id);
  expect(ids).toEqual(['call-1-501']);
  await again.close();
});

test('a folder that is deleted and comes back is written again, and what could not be written is refused, not lost', async () => {
  const path = await threeDays();
  const store = await openSqlite({ path });
  await store.append(batchAfter(3 * CALLS, [callOf(2, 500)]));
  rmSync(path, { recursive: true });
  const next = batchAfter(3 * CALLS + 1, [callOf(2, 501)]);
  await expect(store.append(next)).rejects.toMatchObject({ code: 'STORE_UNWRITABLE', message: expect.stringContaining(path) });
  mkdirSync(path, { mode: 0o700 });
  await store.append(next);
  expect((await store.listCalls({ limit: 10 })).calls.map(({ id }) => id)).toEqual(['call-2-501']);
  await store.close();
  const again = await openSqlite({ path });
  expect((await again.stats()).lastLsn).toBe(next.lsn);
  await again.close();
});

test('a day in which the mask of a number has become bytes takes only itself out of exports, which say that it is damaged', async () => {
  const path = await threeDays();
  const Driver = await loadSqliteDriver();
  const db = new Driver(join(path, FILE), {});
  db.exec("UPDATE calls SET caller = x'ff00' WHERE seq = (SELECT max(seq) FROM calls)");
  db.close();
  const store = await openSqlite({ path, readOnly: true });
  const { text, error } = await exported(store);
  expect([daysIn(text, 0), daysIn(text, 2)]).toEqual([CALLS, CALLS]);
  expect(error).toMatchObject({ code: 'STORE_CORRUPT', message: expect.stringContaining(join(path, FILE)) });
  await store.close();
});
