import { expect, test, vi } from 'vitest';
import { createRegistry, gauge } from '../metrics/index.ts';
import { startCollecting } from './index.ts';

test('rounds begin at once and go on until they are stopped', async () => {
  const registry = createRegistry();
  const rounds = registry.add(gauge('telephony_rounds', { help: 'x' }));
  let at = 1000;
  const times: number[] = [];
  registry.onCollect({
    name: 'rounds',
    collect(now) {
      times.push(now);
      rounds.set(times.length);
    },
  });
  const collecting = startCollecting(registry, { everySeconds: 0.005, now: () => (at += 1) });
  expect(times).toEqual([1001]);
  await vi.waitFor(() => expect(times.length).toBeGreaterThan(2), { timeout: 90_000 });
  collecting.stop();
  collecting.stop();
  const { length } = times;
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(times).toHaveLength(length);
  expect(registry.compose('text')).toContain(`telephony_rounds ${length}\n`);
});
