import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallStore, StoredCall } from '../../core/index.ts';
import { callChange, storedCall } from '../../testing/index.ts';
import { newestFirst } from '../newest-first.ts';
import { openSqlite } from '../index.ts';

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
