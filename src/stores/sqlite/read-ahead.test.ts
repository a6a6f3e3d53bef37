import { once } from 'node:events';
import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CallConditions, type CallStore, EXPORT_FORMAT, type ExportFormat, type StoredCall } from '../../core/index.ts';
import { batchAfter, callChange, storedCall } from '../../testing/index.ts';
import { openSqlite } from '../index.ts';
import { dayFileName, DAY_SECONDS } from './day.ts';

const FIRST_DAY = 19_000;
const DAYS = 4;
/** More than are read without a thread. */
const CALLS = 16_000;
const root = mkdtempSync(join(tmpdir(), 'ringscope-ahead-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** One third of them within seconds, the others all over the days. */
function callAt(index: number): StoredCall {
  const second = index % 3 === 0 ? 50_000 + index / 1000 : (index * DAYS * DAY_SECONDS) / CALLS;
  const common = { id: `call-${index}`, callKey: `key-${index}`, startedAt: FIRST_DAY * DAY_SECONDS + Math.round(second * 1000) / 1000 };
  if (index % 1000 === 0) return storedCall(common);
  const over = { ...common, state: 'ended', isProvisional: false } as const;
  return storedCall(index % 5 === 0 ? { ...over, outcome: 'failed', sipCode: 486 } : { ...over, outcome: 'answered', mos: 4.2 });
}

beforeAll(async () => {
  const store = await openSqlite({ path: root });
  for (let at = 0; at < CALLS; at += 4000) {
    const changes = Array.from({ length: 4000 }, (_, index) => callChange(callAt(at + index)));
    await store.append(batchAfter(at, changes));
  }
  await store.close();
});

async function withReader<T>(use: (store: CallStore) => Promise<T>): Promise<T> {
  const store = await openSqlite({ path: root, readOnly: true });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

interface Thread {
  readonly worker: Worker;
  /** Resolves when it can read. */
  readonly ready: Promise<unknown>;
}

/** Goes on only when a thread that was started can read. */
async function written(store: CallStore, conditions: CallConditions, format: ExportFormat, threads: readonly Thread[]): Promise<string> {
  let text = '';
  for await (const chunk of store.scan(conditions, format, 'masked')) {
    text += Buffer.from(chunk).toString('latin1');
    await threads.at(-1)?.ready;
  }
  return text;
}

/** Whether each of the threads that are started while `use` runs is gone then. */
async function areGone(use: (started: readonly Thread[]) => Promise<void>): Promise<readonly boolean[]> {
  const started: Thread[] = [];
  const note = (worker: Worker): void => void started.push({ worker, ready: once(worker, 'message') });
  process.on('worker', note);
  try {
    await use(started);
  } finally {
    process.off('worker', note);
  }
  return started.map(({ worker }) => worker.threadId === -1);
}

const CONDITIONS: readonly CallConditions[] = [{}, { isFailure: false }, { minMos: 4, isActive: false }];

test('an export that a thread reads holds what the exports of its parts hold, in the same order', () =>
  withReader(async (store) => {
    for (const conditions of CONDITIONS) {
      const gone = await areGone(async (threads) => {
        const whole: string[] = [];
        for (const format of EXPORT_FORMAT) whole.push(await written(store, conditions, format, threads));
        const lines = whole.map((text) => text.split('\n').map((line) => line.replace(/,$/, '')));
        for (const [index, format] of EXPORT_FORMAT.entries()) {
          const parts = [await written(store, { ...conditions, isActive: true }, format, threads)];
          if (conditions.isActive === false) parts.pop();
          for (let hour = DAYS * 24; hour > 0; hour -= 6) {
            const until = FIRST_DAY * DAY_SECONDS + hour * 3600;
            parts.push(await written(store, { ...conditions, isActive: false, since: until - 6 * 3600, until }, format, threads));
          }
          const expected = parts.flatMap((text) => text.split('\n').map((line) => line.replace(/,$/, '')));
          const isCall = (line: string): boolean => line.includes('call-');
          expect(lines[index]?.filter(isCall)).toStrictEqual(expected.filter(isCall));
          expect(lines[index]?.filter(isCall).length).toBeGreaterThan(8192);
        }
      });
      expect(gone).toStrictEqual(EXPORT_FORMAT.map(() => true));
    }
  }));

test('an export of few calls needs no thread', () =>
  withReader(async (store) => {
    const since = FIRST_DAY * DAY_SECONDS;
    const gone = await areGone(async (threads) => {
      const text = await written(store, { since, until: since + 6 * 3600 }, 'ndjson', threads);
      expect(text.split('\n').length).toBeGreaterThan(500);
    });
    expect(gone).toStrictEqual([]);
  }));

test.each(['while it starts', 'while it reads'])('an export that is ended early leaves no thread behind: %s', (when) =>
  withReader(async (store) => {
    const gone = await areGone(async (threads) => {
      let chunks = 0;
      for await (const _ of store.scan({}, 'ndjson', 'masked')) {
        if (when === 'while it reads') await threads.at(-1)?.ready;
        chunks += threads.length;
        if (chunks === 3) break;
      }
      expect(chunks).toBe(3);
    });
    expect(gone).toStrictEqual([true]);
  }),
);

test('a damaged file that the thread comes to ends the export with its code', async () => {
  truncateSync(join(root, dayFileName(FIRST_DAY)), 8192 * 6);
  await withReader(async (store) => {
    const gone = await areGone(async (threads) => {
      await expect(written(store, {}, 'csv', threads)).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
    });
    expect(gone).toStrictEqual([true]);
  });
});
