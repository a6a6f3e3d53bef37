import { expect, test } from 'vitest';
import type { Severity } from '../../core/index.ts';
import { aggregate } from '../health.ts';
import { createHealthWatch } from './health-watch.ts';

/** A watch that is shown one store each second. */
function watched() {
  const lines: string[] = [];
  let now = 0;
  const watch = createHealthWatch(
    (level, message) => void lines.push(`${level} ${message}`),
    () => now,
  );
  return (severity: Severity, reason: string, seconds = 5): readonly string[] => {
    for (let second = 0; second < seconds; second += 1) {
      now += 1;
      const disk = { name: 'disk', severity: 'ok', reason: 'Fine.', since: 0 } as const;
      watch(aggregate([{ name: 'store', severity, reason, since: 0 }, disk]));
    }
    return lines.splice(0);
  };
}

test('a conclusion that holds is told once, with the reason, and so is that all is well again', () => {
  const show = watched();
  expect(show('ok', 'Written.')).toEqual([]);
  expect(show('failed', 'The disk is full.')).toEqual(['error The server is not ready: store: The disk is full.']);
  expect(show('failed', 'The disk is still full.')).toEqual([]);
  expect(show('degraded', 'Slow.')).toEqual(['warn The server is degraded: store: Slow.']);
  expect(show('idle', 'Written.')).toEqual(['info The server is well again after 5 s: store: Written.']);
});

test('what comes and goes within three seconds is not told', () => {
  const show = watched();
  for (let time = 0; time < 5; time += 1) expect([...show('degraded', 'Slow.', 3), ...show('ok', 'Fine.', 1)]).toEqual([]);
});
