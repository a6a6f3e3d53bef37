import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { StoreChange } from '../../../core/index.ts';
import { batchAfter, callChange, storedCall } from '../../../testing/index.ts';
import { openSqlite } from '../../index.ts';

const path = mkdtempSync(join(tmpdir(), 'ringscope-many-days-'));
afterAll(() => rmSync(path, { recursive: true, force: true }));

/** More than may be open at once. */
const DAYS = 40;
const DAY = 86_400;
const MIDNIGHT = 1_700_006_400;
const SETTLED = { state: 'ended', isProvisional: false, outcome: 'answered', ended: 'bye' } as const;

/** A call of each day, as it is in a version. */
function calls(version: number, secondsIntoDay: number): StoreChange[] {
  return Array.from({ length: DAYS }, (_, day) =>
    callChange(
      storedCall({
        id: `call-${day}`,
        callKey: `key-${day}`,
        version,
        startedAt: MIDNIGHT + day * DAY + secondsIntoDay,
        talkSeconds: version,
        ...SETTLED,
      }),
    ),
  );
}

test('a batch changes and moves calls of more days than may be open at once', async () => {
  const store = await openSqlite({ path });
  await store.append(batchAfter(0, calls(1, 7)));
  await store.append(batchAfter(DAYS, calls(2, 7)));
  // To the day before.
  await store.append(batchAfter(2 * DAYS, calls(3, -7)));
  const { calls: listed } = await store.listCalls({ limit: 2 * DAYS });
  expect(listed.map(({ id, version, startedAt }) => [id, version, startedAt])).toEqual(
    Array.from({ length: DAYS }, (_, index) => DAYS - 1 - index).map((day) => [`call-${day}`, 3, MIDNIGHT + day * DAY - 7]),
  );
  const { value } = await store.summarize({ since: MIDNIGHT - DAY, until: MIDNIGHT + DAYS * DAY });
  expect([value.total.attempts, value.total.talk?.sum]).toEqual([DAYS, 3 * DAYS]);
  await store.close();
});
