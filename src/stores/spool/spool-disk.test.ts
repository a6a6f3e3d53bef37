import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { CreateSpoolFile } from './segment-writer.ts';
import { openSpool, type Spool } from './spool.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-disk-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function openIn(folder: string, createFile?: CreateSpoolFile): Promise<Spool> {
  const spool = await openSpool({
    folder: join(folder, 'spool'),
    maxBytes: 1e9,
    sinks: ['a'],
    now: () => performance.now() / 1000,
    lastLsn: 0,
    observer: { synced: () => undefined, cut: () => undefined, lost: () => undefined },
    ...(createFile === undefined ? {} : { createFile }),
  });
  ends.push(() => spool.close());
  return spool;
}

const change = (lsn: number, lengthBytes: number) => ({ lsn, count: 1, payload: Buffer.from(String(lsn).padEnd(lengthBytes)) });

async function readAll(spool: Spool): Promise<number[]> {
  const read: number[] = [];
  const reader = spool.reader('a');
  for (let batch = await reader.next(100); batch !== undefined; batch = await reader.next(100)) {
    read.push(...batch.frames.map(({ payload }) => Number(Buffer.from(payload).toString())));
  }
  return read;
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

/** Whether this user may make a disk of one MiB, which is what an unprivileged run cannot do. */
function mountSmallDisk(): string | undefined {
  const folder = newFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  ends.push(() => void execFileSync('umount', ['-l', folder]));
  return folder;
}

test('a disk that is really full refuses appends, keeps what was acknowledged and takes again when there is room', async (context) => {
  const folder = mountSmallDisk();
  if (folder === undefined) return context.skip();
  writeFileSync(join(folder, 'ballast'), Buffer.alloc(400_000));
  const spool = await openIn(folder);
  let lsn = 0;
  let refusal: unknown;
  while (refusal === undefined) {
    await spool.append(change(lsn + 1, 10_000)).then(
      () => void (lsn += 1),
      (error: unknown) => void (refusal = error),
    );
  }
  expect(refusal).toMatchObject({ code: 'STORE_UNWRITABLE', message: expect.stringContaining('ENOSPC') });
  expect(lsn).toBeGreaterThan(10);
  await expect(spool.append(change(lsn + 1, 10_000))).rejects.toMatchObject({ code: 'STORE_UNWRITABLE' });
  expect(await readAll(spool)).toEqual(upTo(lsn));
  rmSync(join(folder, 'ballast'));
  await spool.append(change(lsn + 1, 10_000));
  expect(await readAll(spool)).toEqual([lsn + 1]);
  await spool.close();
  expect(await readAll(await openIn(folder))).toEqual(upTo(lsn + 1));
});

/** Files of a disk that fails where and as long as it is told to. */
function failingDisk() {
  const state: { failing: 'write' | 'short write' | 'sync' | 'create' | undefined } = { failing: undefined };
  const full = () => Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  const createFile: CreateSpoolFile = async (path) => {
    if (state.failing === 'create') throw full();
    const file = await open(path, 'wx', 0o600);
    return {
      async write(bytes, offset, length, position) {
        if (state.failing === 'write') throw full();
        if (state.failing !== 'short write') return file.write(bytes, offset, length, position);
        state.failing = 'write';
        return file.write(bytes, offset, Math.ceil(length / 2), position);
      },
      async datasync() {
        if (state.failing === 'sync') throw full();
        await file.datasync();
      },
      stat: () => file.stat(),
      truncate: (length) => file.truncate(length),
      close: () => file.close(),
    };
  };
  return { state, createFile };
}

test.each(['write', 'short write', 'sync', 'create'] as const)('a failed %s loses nothing that was acknowledged', async (failing) => {
  const folder = newFolder();
  const { state, createFile } = failingDisk();
  if (failing === 'create') state.failing = failing;
  const spool = await openIn(folder, createFile);
  let acknowledged = 0;
  if (failing !== 'create') {
    await spool.append(change(1, 50));
    acknowledged = 1;
  }
  state.failing = failing;
  const behind = [1, 2, 3].map((n) => spool.append(change(acknowledged + n, 50)));
  for (const one of behind) await expect(one).rejects.toMatchObject({ code: 'STORE_UNWRITABLE' });
  expect(await readAll(spool)).toEqual(upTo(acknowledged));
  state.failing = undefined;
  await Promise.all([1, 2, 3].map((n) => spool.append(change(acknowledged + n, 50))));
  expect(await readAll(spool)).toEqual([1, 2, 3].map((n) => acknowledged + n));
  await spool.close();
  const again = await openIn(folder);
  expect(again.lastLsn()).toBe(acknowledged + 3);
  expect(await readAll(again)).toEqual(upTo(acknowledged + 3));
});
