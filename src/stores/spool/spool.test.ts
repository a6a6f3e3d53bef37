import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { openSpool, type Spool, type SpoolOptions } from './spool.ts';
import type { SpoolReader } from './spool-sinks.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-spool-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'spool');
}

interface Told {
  cutBytes: number;
  corrupt: number;
  shed: number;
  syncs: number;
}

async function open(folder: string, options: Partial<SpoolOptions> = {}): Promise<{ spool: Spool; told: Told }> {
  const told: Told = { cutBytes: 0, corrupt: 0, shed: 0, syncs: 0 };
  // So fast that no append waits for others.
  let time = 0;
  const spool = await openSpool({
    folder,
    maxBytes: 1e9,
    sinks: ['a'],
    now: () => (time += 1),
    lastLsn: 0,
    observer: {
      synced: () => void (told.syncs += 1),
      cut: (bytes) => void (told.cutBytes += bytes),
      lost: (count, reason) => void (told[reason] += count),
    },
    ...options,
  });
  ends.push(() => spool.close());
  return { spool, told };
}

/** One append of `count` changes whose text is their last number, filled up to a length. */
const change = (lsn: number, count = 1, lengthBytes = 0) => ({ lsn, count, payload: Buffer.from(String(lsn).padEnd(lengthBytes)) });

/** All that is left for a sink: the text of each append. */
async function readAll(reader: SpoolReader, maxChanges = 5000): Promise<number[]> {
  const read: number[] = [];
  for (let batch = await reader.next(maxChanges); batch !== undefined; batch = await reader.next(maxChanges)) {
    read.push(...batch.frames.map(({ payload }) => Number(Buffer.from(payload).toString())));
  }
  return read;
}

const segmentsIn = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.spool'));

test('what was appended is read in order, by every sink, also after a restart', async () => {
  const folder = newFolder();
  const { spool } = await open(folder, { sinks: ['a', 'b'] });
  await Promise.all([change(1), change(3, 2), change(4)].map((one) => spool.append(one)));
  expect(await readAll(spool.reader('a'))).toEqual([1, 3, 4]);
  await spool.reader('a').committed(3);
  await spool.close();
  const { spool: again } = await open(folder, { sinks: ['a', 'b'] });
  expect(again.lastLsn()).toBe(4);
  expect(await readAll(again.reader('a'))).toEqual([4]);
  expect(await readAll(again.reader('b'))).toEqual([1, 3, 4]);
  await again.append(change(5));
  expect(await readAll(again.reader('a'))).toEqual([5]);
});

test('a batch holds at most what was asked for, never a gap, and always at least one append', async () => {
  const { spool } = await open(newFolder());
  await Promise.all([change(2, 2), change(4, 2), change(9, 5), change(20, 1)].map((one) => spool.append(one)));
  const reader = spool.reader('a');
  const shapes = [];
  for (let batch = await reader.next(4); batch !== undefined; batch = await reader.next(4)) shapes.push([batch.lsn, batch.count]);
  expect(shapes).toEqual([
    [4, 4],
    [9, 5],
    [20, 1],
  ]);
});

test('a batch ends at about eight MiB, whatever was asked for', async () => {
  const { spool } = await open(newFolder());
  for (let lsn = 1; lsn <= 5; lsn += 1) await spool.append(change(lsn, 1, 3_000_000));
  const reader = spool.reader('a');
  expect((await reader.next(5000))?.lsn).toBe(3);
  expect((await reader.next(5000))?.lsn).toBe(5);
});

test('appends that come together are synced together, and a lone one at once', async () => {
  let now = 100;
  const { spool, told } = await open(newFolder(), { now: () => now });
  await spool.append(change(1));
  expect(told.syncs).toBe(1);
  now += 0.001;
  await Promise.all([spool.append(change(2)), spool.append(change(3)), spool.append(change(4))]);
  expect(told.syncs).toBe(2);
});

test('numbers go on behind what any sink has seen, also when the spool itself was lost', async () => {
  const folder = newFolder();
  const { spool } = await open(folder, { lastLsn: 70 });
  expect(spool.lastLsn()).toBe(70);
  await expect(spool.append(change(70))).rejects.toMatchObject({ code: 'INTERNAL' });
  await spool.append(change(71));
  expect(await readAll(spool.reader('a'))).toEqual([71]);
});

test('a segment goes when every sink has committed it, and the room is free again', async () => {
  const folder = newFolder();
  const { spool } = await open(folder, { maxBytes: 80_000, sinks: ['a', 'b'] });
  for (let lsn = 1; lsn <= 30; lsn += 1) await spool.append(change(lsn, 1, 2000));
  expect(segmentsIn(folder)).toHaveLength(6);
  const full = spool.stats().bytes;
  await spool.reader('a').committed(30);
  expect(segmentsIn(folder)).toHaveLength(6);
  await spool.reader('b').committed(17);
  expect(segmentsIn(folder)).toHaveLength(3);
  await spool.reader('b').committed(30);
  expect(segmentsIn(folder)).toHaveLength(0);
  expect(full).toBeGreaterThan(60_000);
  expect(spool.stats().bytes).toBe(0);
  await spool.append(change(31));
  expect(await readAll(spool.reader('a'))).toEqual([31]);
});

test('at its limit the spool refuses, loses nothing it has taken, and takes again when a sink has caught up', async () => {
  const { spool } = await open(newFolder(), { maxBytes: 16_000 });
  let lsn = 0;
  const refused = await (async () => {
    for (;;) {
      try {
        await spool.append(change(lsn + 1, 1, 1000));
        lsn += 1;
      } catch (error) {
        return error;
      }
    }
  })();
  expect(refused).toMatchObject({ code: 'SPOOL_FULL' });
  const reader = spool.reader('a');
  expect(await readAll(reader)).toEqual(Array.from({ length: lsn }, (_, index) => index + 1));
  await reader.committed(lsn);
  await spool.append(change(lsn + 1));
  expect(await readAll(reader)).toEqual([lsn + 1]);
});

test('from three quarters of the limit on payloads are made smaller, and what that cost is counted', async () => {
  const { spool, told } = await open(newFolder(), {
    maxBytes: 16_000,
    shed: (payload) => ({ payload: Buffer.from(Buffer.from(payload).toString().trim()), count: 3 }),
  });
  for (let lsn = 1; lsn <= 40; lsn += 1) await spool.append(change(lsn, 1, 1000));
  expect(told.shed).toBe(3 * 28);
  expect(await readAll(spool.reader('a'))).toHaveLength(40);
});

test('how much waits for a sink is known, and since when', async () => {
  const { spool } = await open(newFolder(), { now: () => 100 });
  await spool.append(change(5, 5));
  const reader = spool.reader('a');
  expect(spool.stats().lag.get('a')).toEqual({ changes: 5 });
  await reader.next(10);
  expect(spool.stats().lag.get('a')).toEqual({ changes: 5, oldestAt: 100 });
  await reader.next(10);
  expect(spool.stats().lag.get('a')).toEqual({ changes: 0 });
});

test('a torn end is cut off and counted, whatever it is, and its numbers are not given again', async () => {
  const tail = fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 80 }), fc.constant(new Uint8Array(28).fill(255)));
  await fc.assert(
    fc.asyncProperty(tail, async (bytes) => {
      const folder = newFolder();
      const first = await open(folder);
      await first.spool.append(change(1));
      await first.spool.append(change(2));
      await first.spool.close();
      const [name = ''] = segmentsIn(folder);
      writeFileSync(join(folder, name), Buffer.concat([readFileSync(join(folder, name)), bytes]));
      const { spool, told } = await open(folder);
      expect(told.cutBytes).toBe(bytes.length);
      expect(told.corrupt).toBe(0);
      expect(spool.lastLsn()).toBe(2 + bytes.length);
      await spool.append(change(spool.lastLsn() + 1));
      expect(await readAll(spool.reader('a'))).toEqual([1, 2, 3 + bytes.length]);
      expect(told.cutBytes).toBe(bytes.length);
    }),
    { numRuns: 25 },
  );
});

test('a damaged byte anywhere costs the append in which it is, which is counted, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 4 }), fc.nat(), fc.integer({ min: 1, max: 255 }), async (which, position, mask) => {
      const folder = newFolder();
      const first = await open(folder, { maxBytes: 8000 });
      for (let lsn = 1; lsn <= 12; lsn += 1) await first.spool.append(change(lsn, 1, 400));
      await first.spool.close();
      const names = segmentsIn(folder).sort();
      expect(names).toHaveLength(4);
      const index = which % 4;
      const path = join(folder, names[index] ?? '');
      const bytes = readFileSync(path);
      const at = position % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ mask;
      writeFileSync(path, bytes);
      const { spool, told } = await open(folder, { maxBytes: 8000 });
      const frameBytes = bytes.length / 3;
      const lost = index * 3 + Math.floor(at / frameBytes) + 1;
      const expected = Array.from({ length: 12 }, (_, n) => n + 1).filter((lsn) => lsn !== lost);
      expect(await readAll(spool.reader('a'))).toEqual(expected);
      expect(told.cutBytes).toBe(frameBytes);
      // How much the very last append was stands in its header alone.
      if (lost < 12 || at % frameBytes >= 28) expect(told.corrupt).toBe(1);
    }),
    { numRuns: 40 },
  );
});

test('a segment that disappears under the reader costs its changes, counted', async () => {
  const folder = newFolder();
  const { spool, told } = await open(folder, { maxBytes: 8000 });
  for (let lsn = 1; lsn <= 9; lsn += 1) await spool.append(change(lsn, 1, 400));
  rmSync(join(folder, segmentsIn(folder).sort()[1] ?? ''));
  expect(await readAll(spool.reader('a'))).toEqual([1, 2, 3, 7, 8, 9]);
  expect(told.corrupt).toBe(3);
});

test('a length that is damaged does not swallow what follows, however long that is', async () => {
  const folder = newFolder();
  const first = await open(folder);
  for (let lsn = 10; lsn <= 300; lsn += 10) await first.spool.append(change(lsn, 10, 60_000));
  await first.spool.close();
  const [name = ''] = segmentsIn(folder);
  const bytes = readFileSync(join(folder, name));
  const frameBytes = bytes.length / 30;
  for (const [index, length] of [
    [3, 0],
    [7, 61_000],
    [11, bytes.length - 12 * frameBytes],
    [20, 0xffffffff],
  ] as const)
    bytes.writeUInt32LE(length, index * frameBytes);
  writeFileSync(join(folder, name), bytes);
  const { spool, told } = await open(folder);
  const damaged = [40, 80, 120, 210];
  expect(await readAll(spool.reader('a'))).toEqual(
    Array.from({ length: 30 }, (_, n) => (n + 1) * 10).filter((lsn) => !damaged.includes(lsn)),
  );
  expect(told).toMatchObject({ corrupt: 40, cutBytes: 4 * frameBytes });
});

test.each(['deleted', 'moved away'])('a spool that is %s takes nothing until it is written where it is found again', async (how) => {
  const folder = newFolder();
  const { spool } = await open(folder);
  await spool.append(change(1));
  if (how === 'deleted') rmSync(folder, { recursive: true });
  else renameSync(folder, `${folder}-elsewhere`);
  await expect(spool.append(change(2))).rejects.toMatchObject({ code: 'STORE_UNWRITABLE' });
  await spool.append(change(2));
  await spool.close();
  const { spool: again } = await open(folder);
  expect(await readAll(again.reader('a'))).toEqual([2]);
});

test('a spool whose parent is gone waits for it, and goes on where it is found again', async () => {
  const parent = newFolder();
  const folder = join(parent, 'spool');
  const { spool } = await open(folder);
  await spool.append(change(1));
  rmSync(parent, { recursive: true });
  for (let tries = 0; tries < 3; tries += 1) await expect(spool.append(change(2))).rejects.toMatchObject({ code: 'STORE_UNWRITABLE' });
  mkdirSync(parent);
  await spool.append(change(2));
  expect(segmentsIn(folder)).toHaveLength(1);
});

test('damage in the segment that is being written costs its append, and what is appended later is read', async () => {
  const folder = newFolder();
  const { spool, told } = await open(folder);
  await spool.append(change(1));
  await spool.append(change(2));
  const [name = ''] = segmentsIn(folder);
  const bytes = readFileSync(join(folder, name));
  bytes[bytes.length - 1] = 0;
  writeFileSync(join(folder, name), bytes);
  expect(await readAll(spool.reader('a'))).toEqual([1]);
  await spool.append(change(3));
  expect(await readAll(spool.reader('a'))).toEqual([3]);
  expect(told.corrupt).toBe(1);
});

test('a damaged offset only means that a sink is given again what it has', async () => {
  const folder = newFolder();
  const first = await open(folder);
  await first.spool.append(change(1));
  await first.spool.append(change(2));
  await first.spool.reader('a').committed(2);
  await first.spool.close();
  writeFileSync(join(folder, 'a.offset'), '0000000000000009 00000000\n');
  const { spool } = await open(folder);
  expect(await readAll(spool.reader('a'))).toEqual([1, 2]);
});

test('any appends are read back whole and in order, by any batches, over restarts', async () => {
  const round = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 3000 })), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 20 }), async (rounds, maxChanges) => {
      const folder = newFolder();
      const expected: number[] = [];
      for (const appends of rounds) {
        const { spool } = await open(folder, { maxBytes: 64_000 });
        let lsn = spool.lastLsn();
        const added = appends.map(([count, lengthBytes]) => change((lsn += count), count, lengthBytes));
        await Promise.all(added.map((one) => spool.append(one)));
        expected.push(...added.map((one) => one.lsn));
        await spool.close();
      }
      const { spool } = await open(folder);
      expect(await readAll(spool.reader('a'), maxChanges)).toEqual(expected);
    }),
    { numRuns: 25 },
  );
});

test('the spool is for its owner alone', async () => {
  const folder = newFolder();
  const { spool } = await open(folder);
  await spool.append(change(1));
  await spool.reader('a').committed(1);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
});
