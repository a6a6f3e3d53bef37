import { expect, test } from 'vitest';
import { createRegistry, gauge } from './index.ts';

const depth = gauge('telephony_queue_length', { help: 'x' });

function shown(registry: { compose(format: 'text'): string }): readonly string[] {
  return registry
    .compose('text')
    .split('\n')
    .filter((line) => /^(telephony|ringscope_metrics_collect)/.test(line));
}

test('a collector runs at each round until it is ended, and never in a scrape', () => {
  const registry = createRegistry();
  const metric = registry.add(depth);
  const rounds: number[] = [];
  const end = registry.onCollect({
    name: 'queue',
    collect(now) {
      rounds.push(now);
      metric.set(rounds.length);
    },
  });
  expect(shown(registry)).toEqual([]);
  registry.collect(10);
  registry.collect(15);
  expect(shown(registry)).toEqual(['telephony_queue_length 2']);
  expect(shown(registry)).toEqual(['telephony_queue_length 2']);
  end();
  end();
  registry.collect(20);
  expect(rounds).toEqual([10, 15]);
});

test('a collector with a time of its own runs at the first round after it', () => {
  const registry = createRegistry();
  const rounds: number[] = [];
  registry.onCollect({ name: 'slow', everySeconds: 10, collect: (now) => void rounds.push(now) });
  for (let now = 0; now <= 30; now += 4) registry.collect(now);
  expect(rounds).toEqual([0, 12, 24]);
});

test('a collector that throws or rejects keeps the last value, is counted and runs again', async () => {
  const registry = createRegistry();
  const metric = registry.add(depth);
  let round = 0;
  registry.onCollect({
    name: 'queue',
    collect() {
      round += 1;
      if (round === 2) throw new Error('gone');
      metric.set(round);
    },
  });
  let isUp = false;
  registry.onCollect({ name: 'remote', collect: () => (isUp ? Promise.resolve() : Promise.reject(new Error('down'))) });
  registry.collect(0);
  await Promise.resolve();
  registry.collect(5);
  await Promise.resolve();
  expect(shown(registry)).toEqual([
    'ringscope_metrics_collect_missed_total{collector="remote",reason="error"} 2',
    'ringscope_metrics_collect_missed_total{collector="queue",reason="error"} 1',
    'telephony_queue_length 1',
  ]);
  isUp = true;
  registry.collect(10);
  await Promise.resolve();
  expect(shown(registry).at(0)).toBe('ringscope_metrics_collect_missed_total{collector="remote",reason="error"} 2');
  expect(shown(registry).at(-1)).toBe('telephony_queue_length 3');
});

test('a collector that is not over is not run a second time; each round that waits for it is counted', async () => {
  const registry = createRegistry();
  let runs = 0;
  let end: () => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  registry.onCollect({
    name: 'stuck',
    deadlineSeconds: 6,
    collect() {
      runs += 1;
      return runs === 1 ? over : undefined;
    },
  });
  for (const now of [0, 5, 10, 15]) registry.collect(now);
  expect(runs).toBe(1);
  expect(shown(registry)).toEqual([
    'ringscope_metrics_collect_missed_total{collector="stuck",reason="overlap"} 1',
    'ringscope_metrics_collect_missed_total{collector="stuck",reason="timeout"} 2',
  ]);
  end();
  await new Promise((resolve) => setImmediate(resolve));
  registry.collect(20);
  expect(runs).toBe(2);
});

test('with a clock, a run that ended after its deadline is counted even when no round waited for it', () => {
  let at = 0;
  const registry = createRegistry({ now: () => at });
  registry.onCollect({ name: 'busy', collect: () => void (at += 7) });
  registry.onCollect({ name: 'swift', collect: () => void (at += 1) });
  registry.collect(0);
  expect(shown(registry).filter((line) => line.startsWith('ringscope_metrics_collect_missed_total'))).toEqual([
    'ringscope_metrics_collect_missed_total{collector="busy",reason="timeout"} 1',
  ]);
});
