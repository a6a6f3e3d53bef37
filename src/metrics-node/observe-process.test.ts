import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createRegistry, lintMetrics, PROCESS_METRICS } from '../metrics/index.ts';
import { observeProcess } from './index.ts';

/** The samples of an exposition by name. */
function samples(exposition: string): ReadonlyMap<string, number> {
  const found = exposition.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(found.map((line): [string, number] => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]));
}

test('process metrics follow the naming rules', () => {
  expect(lintMetrics(Object.values(PROCESS_METRICS))).toEqual([]);
});

test('every process metric moves, and the loop that was held up shows as lag', async () => {
  const registry = createRegistry();
  const observer = observeProcess(registry);
  try {
    registry.collect(2_000_000_000);
    const first = samples(registry.compose('text'));
    await sleep(120);
    const held = performance.now() + 300;
    while (performance.now() < held);
    await sleep(60);
    registry.collect(2_000_000_100);
    const second = samples(registry.compose('text'));
    for (const { name, kind } of Object.values(PROCESS_METRICS)) {
      if (kind !== 'histogram') expect(second.get(name), name).toBeGreaterThan(0);
    }
    expect(second.get('process_cpu_seconds_total')).toBeGreaterThan(first.get('process_cpu_seconds_total') ?? Infinity);
    expect(second.get('process_start_time_seconds')).toBe(first.get('process_start_time_seconds'));
    expect(second.get('process_start_time_seconds')).toBeLessThan(2_000_000_000);
    expect(second.get('nodejs_eventloop_utilization_ratio')).toBeLessThanOrEqual(1);
    // One interval of 50 ms may have passed before the loop was held up.
    expect(second.get('nodejs_eventloop_lag_max_seconds')).toBeGreaterThan(0.2);
  } finally {
    observer.close();
    observer.close();
  }
});
