import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite } from '../../src/stores/index.ts';
import { batchAfter, callChange, storedCall } from '../../src/testing/index.ts';

const DAY = 86_400;
const BATCH_CALLS = 4000;
/** Over which the calls of a filled store are spread, from where they begin. */
export const STORED_DAYS = 4;
/** Between which a filled store has calls, in Unix seconds. They lie a day back, so that no call of a test is among them. */
export const NEWEST = Math.floor(Date.now() / 1000) - DAY;
export const OLDEST = NEWEST - STORED_DAYS * DAY;

/** Fills a data folder with calls that are over, as many on each of the days. */
export async function fillStore(path: string, calls: number): Promise<void> {
  const store = await openSqlite({ path });
  writeFileSync(join(path, 'privacy.key'), `${'5a'.repeat(32)}\n`, { mode: 0o600 });
  for (let from = 0; from < calls; from += BATCH_CALLS) {
    const changes = Array.from({ length: Math.min(BATCH_CALLS, calls - from) }, (_, index) => {
      const startedAt = OLDEST + ((from + index) * STORED_DAYS * DAY) / calls;
      const id = `call-${from + index}`;
      const outcome = index % 7 === 0 ? 'busy' : 'answered';
      return callChange(storedCall({ id, callKey: `key-${from + index}`, startedAt, state: 'ended', isProvisional: false, outcome }));
    });
    await store.append(batchAfter(from, changes));
  }
  await store.close();
}
