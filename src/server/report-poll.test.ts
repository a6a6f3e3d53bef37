import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { CATALOGS } from '../catalog/index.ts';
import { createPipeline, installCatalogs } from '../core/index.ts';
import { createRegistry } from '../metrics/index.ts';
import { createReportPoll } from './report-poll.ts';

const REPORT = {
  spool: { bytes: 1000, maxBytes: 2000, waitingChanges: 7, oldestAgeSeconds: 1.5 },
  syncSeconds: [0.001, 0.3],
  cutBytes: 28,
  corrupt: 3,
  shed: 4,
  unwritten: 5,
};

test('what the store thread reports moves the metrics of the spool', async () => {
  const registry = createRegistry();
  const pipeline = createPipeline(() => 100);
  pipeline.add(installCatalogs(CATALOGS, registry));
  createReportPoll({ ask: async () => REPORT, emit: pipeline.emit, now: () => 100 })();
  await setImmediate();
  const text = registry.compose('text');
  for (const line of [
    'ringscope_spool_bytes 1000',
    'ringscope_spool_waiting_changes 7',
    'ringscope_spool_oldest_age_seconds 1.5',
    'ringscope_spool_sync_seconds_bucket{le="0.001"} 1',
    'ringscope_spool_sync_seconds_count 2',
    'ringscope_spool_cut_bytes_total 28',
    'ringscope_dropped_total{stage="timeline",reason="spool_full"} 4',
    'ringscope_dropped_total{stage="spool",reason="spool_corrupt"} 3',
    'ringscope_dropped_total{stage="store",reason="store_failed"} 5',
  ])
    expect(text).toContain(`${line}\n`);
});

test('a store that does not answer is not asked again, one that failed is', async () => {
  let asked = 0;
  const failures: ((error: Error) => void)[] = [];
  const poll = createReportPoll({
    ask() {
      asked += 1;
      return new Promise((_, reject) => void failures.push(reject));
    },
    emit: () => expect.fail('there is nothing to say'),
    now: () => 100,
  });
  poll();
  poll();
  expect(asked).toBe(1);
  failures[0]?.(new Error('gone'));
  await setImmediate();
  poll();
  expect(asked).toBe(2);
});
