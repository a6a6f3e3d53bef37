import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { CallStore, StoreBatch, StoredCall } from '../../core/index.ts';
import { batchAfter, callChange, storedCall } from '../../testing/index.ts';
import { arbitraryStoredCall, arbitraryTimelineEntry, storeConformance } from '../../testing/suites/index.ts';
import { openMemory, openSqlite } from '../index.ts';
import { loadSqliteDriver } from './database/sqlite-driver.ts';
import { rounds } from '../../../test/rounds.ts';

const CHILD = new URL('../../../test/fixtures/write-until-killed.mjs', import.meta.url).pathname;
const CALLS_PER_BATCH = 5;
const root = mkdtempSync(join(tmpdir(), 'ringscope-store-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
function newFolder(): string {
  folders += 1;
  return join(root, String(folders), 'data');
}

storeConformance('SQLite', async () => {
  const path = newFolder();
  let store = await openSqlite({ path });
  return {
    store,
    async reopen() {
      await store.close();
      store = await openSqlite({ path });
      return store;
    },
  };
});

/** A process that writes batches, and the numbers that it has said are on the disk. */
interface Writer {
  readonly child: ChildProcess;
  readonly acknowledged: number[];
  /** Resolves when this many more batches are acknowledged. */
  wrote(batches: number): Promise<void>;
  /** kill -9. Resolves when it is gone and all that it said has been read. */
  kill(): Promise<void>;
}

function startWriter(path: string): Writer {
  const child = spawn(process.execPath, [CHILD, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const acknowledged: number[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => acknowledged.push(Number(line)));
  const gone = once(child, 'close');
  return {
    child,
    acknowledged,
    async wrote(batches) {
      const goal = acknowledged.length + batches;
      while (acknowledged.length < goal)
        await Promise.race([once(lines, 'line'), gone.then(() => Promise.reject(new Error('The writer died.')))]);
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

async function withWriter(path: string, use: (writer: Writer) => Promise<void>): Promise<void> {
  const writer = startWriter(path);
  try {
    await use(writer);
  } finally {
    await writer.kill();
  }
}

async function withStore<T>(store: CallStore, use: (store: CallStore) => Promise<T>): Promise<T> {
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

async function allIds(store: CallStore): Promise<string[]> {
  return (await store.listCalls({ limit: 1_000_000 })).calls.map(({ id }) => id).toSorted();
}

test('kill -9 in mid-writing loses no batch that was acknowledged and leaves no half of one', async () => {
  const path = newFolder();
  for (let round = 1; round <= 5; round += 1) {
    const writer = startWriter(path);
    await writer.wrote(3 * round);
    await writer.kill();
    await withStore(await openSqlite({ path }), async (store) => {
      const written = (await store.stats()).lastLsn / CALLS_PER_BATCH;
      expect(written).toBeGreaterThanOrEqual(writer.acknowledged.at(-1) ?? Infinity);
      const ids = await allIds(store);
      // Of a batch in flight the days may be written already; it is given again then, and still counts once.
      expect([written, written + 1].map((batches) => batches * CALLS_PER_BATCH)).toContain(ids.length);
      const whole = Array.from({ length: ids.length }, (_, n) => `${Math.floor(n / CALLS_PER_BATCH) + 1}-${n % CALLS_PER_BATCH}`);
      expect(ids).toStrictEqual(whole.toSorted());
      const [found] = await store.findCalls(`${written}-4`);
      expect(found?.timeline).toMatchObject([{ at: found?.call.startedAt, arrival: 4, agent: 'a', contentHash: 4 }]);
      const { value } = await store.summarize({ since: 0, until: 1e9 });
      expect(value.total.attempts).toBe(ids.length);
    });
  }
});

test('a reader in another process sees all that is acknowledged while more is written', async () => {
  const path = newFolder();
  await withWriter(path, async (writer) => {
    await writer.wrote(1);
    await withStore(await openSqlite({ path, readOnly: true }), async (reader) => {
      for (let poll = 0; poll < 20; poll += 1) {
        await writer.wrote(1);
        const acknowledged = writer.acknowledged.at(-1) ?? Infinity;
        const { calls, lastLsn } = await reader.stats();
        expect(calls).toBeGreaterThanOrEqual(lastLsn);
        expect(lastLsn).toBeGreaterThanOrEqual(acknowledged * CALLS_PER_BATCH);
      }
      await expect(reader.append({ lsn: 1_000_000, changes: [] })).rejects.toMatchObject({ code: 'STORE_UNWRITABLE' });
    });
  });
});

test('a second writer is refused with the process and the address of the first, and takes over when that was killed', async () => {
  const path = newFolder();
  await withWriter(path, async (writer) => {
    await writer.wrote(1);
    const refusal = { code: 'STORE_LOCKED', message: `${path} is written by process ${writer.child.pid} (127.0.0.1:7464).` };
    await expect(openSqlite({ path })).rejects.toMatchObject(refusal);
    await writer.wrote(1);
    await writer.kill();
    expect(readFileSync(join(path, 'lock'), 'utf8')).toBe(`${writer.child.pid}\n127.0.0.1:7464\n`);
    await withStore(await openSqlite({ path, address: '127.0.0.1:9999' }), async () => {
      expect(readFileSync(join(path, 'lock'), 'utf8')).toBe(`${process.pid}\n127.0.0.1:9999\n`);
    });
    expect(readdirSync(path)).not.toContain('lock');
  });
});

test('a second writer in the same process is refused too, until the first has closed', async () => {
  const path = newFolder();
  const first = await openSqlite({ path });
  await expect(openSqlite({ path })).rejects.toMatchObject({ code: 'STORE_LOCKED' });
  // The refused attempt must not have dropped the first one's lock: another process is still refused.
  const [exitCode] = await once(
    spawn(process.execPath, [CHILD, path], { stdio: 'ignore', timeout: 120_000, killSignal: 'SIGKILL' }),
    'exit',
  );
  expect(exitCode).toBe(1);
  await first.append({ lsn: 1, changes: [callChange(storedCall({}))] });
  await first.close();
  await withStore(await openSqlite({ path }), async (second) => expect((await second.stats()).calls).toBe(1));
});

test('a lock file whose process is long gone is no lock', async () => {
  const path = newFolder();
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'lock'), '999999999\n127.0.0.1:7464\n');
  await withStore(await openSqlite({ path }), async () => {
    expect(readFileSync(join(path, 'lock'), 'utf8')).toBe(`${process.pid}\n`);
  });
});

test('the folder and its files are for their owner alone', async () => {
  const path = newFolder();
  await withStore(await openSqlite({ path }), async (store) => {
    await store.append({ lsn: 1, changes: [callChange(storedCall({ state: 'ended' }))] });
    const modes = readdirSync(path).map((name) => [name, (statSync(join(path, name)).mode & 0o777).toString(8)]);
    expect(Object.fromEntries(modes)).toStrictEqual({
      'active.db': '600',
      'active.db-shm': '600',
      'active.db-wal': '600',
      'calls-2023-11-14.db': '600',
      'calls-2023-11-14.db-shm': '600',
      'calls-2023-11-14.db-wal': '600',
      lock: '600',
      'lock.db': '600',
    });
    expect((statSync(path).mode & 0o777).toString(8)).toBe('700');
  });
});

test('a folder that cannot be made is refused by its name', async () => {
  const path = join(newFolder(), '..', 'file', 'data');
  mkdirSync(join(path, '..', '..'), { recursive: true });
  writeFileSync(join(path, '..'), '');
  const refusal = { code: 'STORE_UNWRITABLE', message: expect.stringContaining(path) };
  await expect(openSqlite({ path })).rejects.toMatchObject(refusal);
});

test('a folder without a store cannot be opened for reading, and nothing is made in it', async () => {
  const path = newFolder();
  await expect(openSqlite({ path, readOnly: true })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
});

test('a file that is no database is corrupt, and the folder is free again', async () => {
  const path = newFolder();
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'active.db'), 'not a database, but long enough to look like a page of one. '.repeat(100));
  const refusal = { code: 'STORE_CORRUPT', message: expect.stringContaining(join(path, 'active.db')) };
  await expect(openSqlite({ path })).rejects.toMatchObject(refusal);
  await expect(openSqlite({ path, readOnly: true })).rejects.toMatchObject(refusal);
  rmSync(join(path, 'active.db'));
  await withStore(await openSqlite({ path }), async (store) => expect((await store.stats()).calls).toBe(0));
});

test('a store of a later schema is not touched', async () => {
  const path = newFolder();
  await (await openSqlite({ path })).close();
  const Driver = await loadSqliteDriver();
  const db = new Driver(join(path, 'active.db'), {});
  db.exec('PRAGMA user_version = 99');
  db.close();
  await expect(openSqlite({ path })).rejects.toMatchObject({
    code: 'STORE_CORRUPT',
    message: expect.stringContaining('layout 99, of a newer ringscope'),
  });
});

test.each([
  ['active.db', 'ALTER TABLE meta RENAME TO others; CREATE VIEW meta AS SELECT * FROM others'],
  ['calls-2023-11-14.db', 'ALTER TABLE calls RENAME TO others; CREATE VIEW calls AS SELECT * FROM others'],
  ['calls-2023-11-14.db', 'CREATE TRIGGER t AFTER UPDATE ON meta BEGIN DELETE FROM calls; END'],
])('a file whose schema holds a query of its own is refused before it is run (%s: %s)', async (file, sql) => {
  const path = newFolder();
  await withStore(await openSqlite({ path }), async (store) =>
    store.append(batchAfter(0, [callChange(storedCall({ state: 'ended' }), [])])),
  );
  const Driver = await loadSqliteDriver();
  const db = new Driver(join(path, file), {});
  db.exec(sql);
  db.close();
  const fault = expect.stringContaining(join(path, file));
  for (const readOnly of [true, false]) {
    const opened = openSqlite({ path, readOnly });
    if (file === 'active.db') {
      await expect(opened).rejects.toMatchObject({ code: 'STORE_CORRUPT', message: fault });
      continue;
    }
    await withStore(await opened, async (store) => {
      expect(await store.listCalls({ limit: 10 })).toEqual({ calls: [], isPartial: true });
      expect(await store.problems()).toMatchObject([{ file, reason: fault }]);
    });
  }
});

test('a batch of which one change cannot be written leaves nothing behind', async () => {
  await withStore(await openSqlite({ path: newFolder() }), async (store) => {
    const unwritable = storedCall({ id: 'call-2', startedAt: Number.NaN });
    await expect(store.append(batchAfter(0, [callChange(storedCall({})), callChange(unwritable)]))).rejects.toMatchObject({
      code: 'INTERNAL',
    });
    expect(await store.stats()).toMatchObject({ calls: 0, lastLsn: 0 });
    await store.append({ lsn: 1, changes: [callChange(storedCall({}))] });
    expect(await store.stats()).toMatchObject({ calls: 1, lastLsn: 1 });
  });
});

test('a closed store answers with an error', async () => {
  const store = await openSqlite({ path: newFolder() });
  await store.close();
  await expect(store.stats()).rejects.toMatchObject({ code: 'INTERNAL' });
});

test('its size on the disk is that of its files', async () => {
  const path = newFolder();
  await withStore(await openSqlite({ path }), async (store) => {
    await store.append({ lsn: 1, changes: [callChange(storedCall({}))] });
    const sizes = ['active.db', 'active.db-wal'].map((name) => statSync(join(path, name)).size);
    expect((await store.stats()).sizeBytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
  });
});

test('a reader that stays open knows the calls in progress as the writer does, also when the log of them was written anew', async () => {
  const path = newFolder();
  await withStore(await openSqlite({ path }), async (writer) => {
    await withStore(await openSqlite({ path, readOnly: true }), async (reader) => {
      let lsn = 0;
      const write = async (changes: StoreBatch['changes']): Promise<void> => {
        lsn += changes.length;
        await writer.append({ lsn, changes });
        expect(await reader.openCalls()).toStrictEqual(await writer.openCalls());
      };
      const ids = (n: number): Partial<StoredCall> => ({ id: `call-${n}`, callKey: `key-${n}`, startedAt: 1_700_000_000 + n / 1000 });
      const open = (n: number): ReturnType<typeof callChange> => callChange(storedCall(ids(n)));
      const over = (n: number): ReturnType<typeof callChange> =>
        callChange(storedCall({ ...ids(n), version: 9, state: 'ended', isProvisional: false }));
      await write([open(0), open(1)]);
      await write([over(0)]);
      for (let round = 0; round < 4; round += 1) await write(Array.from({ length: 2000 }, (_, n) => open(10 + round * 2000 + n)));
      await write(Array.from({ length: 7900 }, (_, n) => over(10 + n)));
      await write([over(1), open(9000)]);
      expect((await reader.findCalls('key-9000')).map(({ call }) => call.id)).toStrictEqual(['call-9000']);
      expect(await reader.openCalls()).toHaveLength(101);
    });
  });
});

test('a day that is written again after several others is written and counted as if it had been the last', async () => {
  const days = [0, 1, 2, 3, 0, 1];
  const over = { version: 9, state: 'ended', isProvisional: false, outcome: 'answered' } as const;
  const changes = days.map((day, n) =>
    callChange(storedCall({ ...over, id: `call-${n}`, callKey: `key-${n}`, startedAt: 1_700_006_400 + day * 86_400 + n })),
  );
  const path = newFolder();
  const memory = openMemory();
  await withStore(await openSqlite({ path }), async (store) => {
    for (const [n, change] of changes.entries()) for (const one of [store, memory]) await one.append({ lsn: n + 1, changes: [change] });
    expect(await store.listCalls({ limit: 10 })).toStrictEqual(await memory.listCalls({ limit: 10 }));
    const window = { since: 1_700_006_400, until: 1_700_006_400 + 4 * 86_400 };
    expect((await store.summarize(window)).value.total.attempts).toBe(days.length);
  });
});

test('whatever is written, SQLite answers as the memory engine does', async () => {
  const ids = fc.constantFrom('a', 'b', 'c', 'd');
  const change = fc
    .record({
      call: arbitraryStoredCall(),
      id: ids,
      callKey: ids,
      version: fc.nat({ max: 3 }),
      isOpen: fc.boolean(),
      // Halves of one call under two ids.
      isReported: fc.boolean(),
      alias: fc.option(ids, { nil: undefined }),
      entry: arbitraryTimelineEntry(),
      // Around a midnight, and near enough to be the same call.
      startedAt: fc.integer({ min: -100, max: 100 }).map((seconds) => 1_700_006_400 + seconds),
    })
    .map(
      ({
        call: { isReported: _isReported, aliases: _aliases, ...call },
        entry,
        id,
        callKey,
        version,
        isOpen,
        startedAt,
        isReported,
        alias,
      }) => ({
        kind: 'call' as const,
        isOpen,
        record: {
          ...call,
          id,
          callKey,
          version,
          startedAt,
          ...(isReported ? { isReported } : {}),
          ...(isReported || alias === undefined ? {} : { aliases: [alias] }),
        },
        timeline: [entry],
      }),
    );
  const batches: fc.Arbitrary<StoreBatch[]> = fc.array(fc.record({ lsn: fc.nat({ max: 9 }), changes: fc.array(change, { maxLength: 4 }) }));
  await fc.assert(
    fc.asyncProperty(batches, async (all) =>
      withStore(await openSqlite({ path: newFolder() }), async (sqlite) => {
        const memory = openMemory();
        for (const batch of all) await Promise.all([sqlite.append(batch), memory.append(batch)]);
        expect(await sqlite.listCalls({ limit: 100 })).toStrictEqual(await memory.listCalls({ limit: 100 }));
        expect(await sqlite.openCalls()).toStrictEqual(await memory.openCalls());
        for (const id of ['a', 'b', 'c', 'd']) expect(await sqlite.findCalls(id)).toStrictEqual(await memory.findCalls(id));
        const { sizeBytes: _size, ...counts } = await sqlite.stats();
        expect(await memory.stats()).toMatchObject(counts);
      }),
    ),
    { numRuns: rounds(15, 250) },
  );
});
