import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { TelephonyEvent } from '../core/index.ts';
import { createReportPoll } from './report-poll.ts';
import type { WriterReport } from './writer-report.ts';

const QUIET: WriterReport = {
  spool: { bytes: 1000, maxBytes: 2000, waitingChanges: 0, oldestAgeSeconds: 0 },
  syncSeconds: [],
  cutBytes: 0,
  corrupt: 0,
  shed: 0,
  unwritten: 0,
  upkeep: [],
};

test('a store that does not answer is not asked again, one that failed or has answered is', async () => {
  const asked: { resolve(report: WriterReport): void; reject(error: Error): void }[] = [];
  const emitted: TelephonyEvent[] = [];
  const poll = createReportPoll({
    ask: () => new Promise((resolve, reject) => void asked.push({ resolve, reject })),
    emit: (event) => void emitted.push(event),
    now: () => 100,
  });
  poll();
  poll();
  expect(asked).toHaveLength(1);
  asked[0]?.reject(new Error('gone'));
  await setImmediate();
  poll();
  expect(asked).toHaveLength(2);
  expect(emitted).toEqual([]);
  asked[1]?.resolve(QUIET);
  await setImmediate();
  expect(emitted).toEqual([{ type: 'spool.state', at: 100, bytes: 1000, maxBytes: 2000, waitingChanges: 0, oldestAgeSeconds: 0 }]);
  poll();
  expect(asked).toHaveLength(3);
});
