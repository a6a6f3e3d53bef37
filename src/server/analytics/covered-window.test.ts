import { expect, test } from 'vitest';
import { dashboardAnswer } from '../../presets/voice-skill/index.ts';
import { openMemory } from '../../stores/index.ts';
import { batchAfter, callChange, storedCall } from '../../testing/index.ts';
import { makeDashboard } from './dashboard.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const NOW = 1_700_000_000;

/** The change of each dashboard in the number of calls, of a store with calls that began so long ago. */
async function changesOf(agoSeconds: readonly number[]): Promise<readonly unknown[]> {
  const store = openMemory();
  const calls = agoSeconds.map((ago) =>
    callChange(
      storedCall({
        id: `call-${ago}`,
        callKey: `key-${ago}`,
        startedAt: NOW - ago,
        endedAt: NOW - ago + 20,
        state: 'ended',
        isProvisional: false,
        outcome: 'answered',
        ended: 'bye',
        talkSeconds: 10,
      }),
    ),
  );
  await store.append(batchAfter(0, calls));
  const { summary } = (await dashboardAnswer(store, { now: NOW })) as { summary: { total_calls_delta: number | null } };
  const { deltas, previous } = await makeDashboard(store, { since: NOW - DAY, until: NOW });
  return [summary.total_calls_delta, deltas.attempts ?? null, previous.isUncovered ?? false];
}

const today = Array.from({ length: 30 }, (_, index) => 60 + index);

test.each([
  ['was empty, in a store that has no more', today],
  ['had its only calls in its last minutes', [...today, DAY + 60, DAY + 120]],
])('nothing is compared with a day that %s', async (_, ago) => {
  expect(await changesOf(ago)).toEqual([null, null, true]);
});

test.each([
  ['before it', [...today, DAY + 60, 3 * DAY - HOUR], [2900, 29, false]],
  ['in its first tenth', [...today, DAY + 60, DAY + 120, 2 * DAY - HOUR], [900, 9, false]],
])('a day is compared with the one before it when a call is known that began %s', async (_, ago, expected) => {
  expect(await changesOf(ago)).toEqual(expected);
});
