import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CallConditions, type CallStore, EXPORT_FORMAT, type ExportFormat, type StoredCall } from '../../../core/index.ts';
import { batchAfter, callChange, storedCall } from '../../../testing/index.ts';
import { openSqlite } from '../../index.ts';
import { dayFileName, DAY_SECONDS } from '../folder/day.ts';

const FIRST_DAY = 19_000;
const DAYS = 4;
const CALLS = 16_000;
const root = mkdtempSync(join(tmpdir(), 'ringscope-scan-'));
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

async function written(store: CallStore, conditions: CallConditions, format: ExportFormat): Promise<string> {
  let text = '';
  for await (const chunk of store.scan(conditions, format, 'masked')) text += Buffer.from(chunk).toString('latin1');
  return text;
}

const CONDITIONS: readonly CallConditions[] = [{}, { isFailure: false }, { minMos: 4, isActive: false }];

test('a large export holds what the exports of its parts hold, in the same order', () =>
  withReader(async (store) => {
    for (const conditions of CONDITIONS) {
      for (const format of EXPORT_FORMAT) {
        const linesOf = (text: string) => text.split('\n').map((line) => line.replace(/,$/, ''));
        const parts = conditions.isActive === false ? [] : [await written(store, { ...conditions, isActive: true }, format)];
        for (let hour = DAYS * 24; hour > 0; hour -= 6) {
          const until = FIRST_DAY * DAY_SECONDS + hour * 3600;
          parts.push(await written(store, { ...conditions, isActive: false, since: until - 6 * 3600, until }, format));
        }
        const isCall = (line: string): boolean => line.includes('call-');
        const whole = linesOf(await written(store, conditions, format)).filter(isCall);
        expect(whole).toStrictEqual(parts.flatMap(linesOf).filter(isCall));
        expect(whole.length).toBeGreaterThan(8192);
      }
    }
  }));

test('a call that ends, changes or is open again while an export runs is in it once', async () => {
  const store = await openSqlite({ path: mkdtempSync(join(root, 'moving-')) });
  const over = (index: number, version = 1): StoredCall =>
    storedCall({
      id: `call-${index}`,
      callKey: `key-${index}`,
      version,
      startedAt: FIRST_DAY * DAY_SECONDS + index,
      state: 'ended',
      isProvisional: false,
      outcome: 'answered',
    });
  try {
    const open = storedCall({ id: 'call-3000', callKey: 'key-3000', startedAt: FIRST_DAY * DAY_SECONDS + 3000 });
    const calls = [...Array.from({ length: 3000 }, (_, index) => over(index)), open];
    await store.append(
      batchAfter(
        0,
        calls.map((call) => callChange(call)),
      ),
    );
    let text = '';
    let chunks = 0;
    for await (const chunk of store.scan({}, 'ndjson', 'off')) {
      text += Buffer.from(chunk).toString('latin1');
      chunks += 1;
      if (chunks > 1) continue;
      const changed = [
        over(3000, 2),
        ...[0, 1500, 2999].map((index) => over(index, 2)),
        { ...open, ...over(7, 2), state: 'answered' as const },
      ];
      await store.append(
        batchAfter(
          calls.length,
          changed.map((call) => callChange(call)),
        ),
      );
    }
    expect(chunks).toBeGreaterThan(3);
    const ids = text
      .trimEnd()
      .split('\n')
      .map((line) => /call-\d+/.exec(line)?.[0]);
    expect(ids).toStrictEqual([3000, ...Array.from({ length: 3000 }, (_, index) => 2999 - index)].map((index) => `call-${index}`));
  } finally {
    await store.close();
  }
});

test('at its deadline an export breaks off with a code: half of it must not look whole', () =>
  withReader(async (store) => {
    let isOver = false;
    const seen: number[] = [];
    const walk = async (): Promise<void> => {
      for await (const chunk of store.within(() => isOver).scan({}, 'ndjson', 'masked')) {
        seen.push(chunk.length);
        isOver = true;
      }
    };
    await expect(walk()).rejects.toMatchObject({ code: 'QUERY_TIMEOUT' });
    // The second one is what had been read by then.
    expect(seen).toHaveLength(2);
  }));

test('a damaged file that an export comes to ends it with its code', async () => {
  truncateSync(join(root, dayFileName(FIRST_DAY)), 8192 * 6);
  await withReader(async (store) => {
    await expect(written(store, {}, 'csv')).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
  });
});
