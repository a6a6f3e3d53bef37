import { expect, test } from 'vitest';
import type { Check } from '../../core/index.ts';
import { cardlinkHealth } from './cardlink-health.ts';
import type { HealthView } from '../preset.ts';

/** A clock that moves when it is told to. */
function createClock() {
  let now = 1_700_000_000;
  const timers = new Set<{ at: number; callback: () => void }>();
  return {
    now: () => now,
    after(seconds: number, callback: () => void) {
      const timer = { at: now + seconds, callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    pass(seconds: number) {
      now += seconds;
      for (const timer of timers) {
        if (timer.at > now) continue;
        timers.delete(timer);
        timer.callback();
      }
    },
  };
}

const healthy: Check = () => ({ status: 'healthy', details: { rows: 3 } });
const never: Check = () => new Promise(() => undefined);

function openWith(checks: Readonly<Record<string, Check>>): { view: HealthView; clock: ReturnType<typeof createClock> } {
  const clock = createClock();
  const view = cardlinkHealth.open({ startedAt: 0, ...clock });
  for (const [name, check] of Object.entries(checks)) view.addCheck?.(name, check);
  return { view, clock };
}

/** Lets everything happen that needs no time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

test('T14: four checks that hang are answered within one deadline, and a healthy one stays healthy, again and again', async () => {
  const { view, clock } = openWith({ a: never, b: never, c: never, d: never, database: healthy });
  for (let round = 0; round < 12; round += 1) {
    const asked = view.answer('/health');
    await settle();
    // They were not started again, so nobody waits for them.
    if (round === 0) clock.pass(5);
    const { status, body } = await asked;
    expect(status).toBe(503);
    expect(body).toMatchObject({ status: 'unhealthy', checks_passed: 1, checks_total: 5 });
    expect(body).toHaveProperty('checks.database.status', 'healthy');
    expect(body).toHaveProperty('checks.d.message', 'no answer within 5 s');
  }
});

test('a check that hung and came back is asked again', async () => {
  let comeBack: (() => void) | undefined;
  let asked = 0;
  const slow: Check = () => {
    asked += 1;
    return asked > 1 ? { status: 'healthy' } : new Promise((resolve) => (comeBack = () => resolve({ status: 'healthy' })));
  };
  const { view, clock } = openWith({ slow });
  const first = view.answer('/ready');
  clock.pass(5);
  expect((await first).status).toBe(503);
  expect((await view.answer('/ready')).status).toBe(503);
  expect(asked).toBe(1);
  comeBack?.();
  await settle();
  expect((await view.answer('/ready')).status).toBe(200);
  expect(asked).toBe(2);
});

test.each([
  ['healthy', 200, { a: healthy }],
  ['degraded', 200, { a: healthy, b: () => ({ status: 'degraded' }) }],
  ['unknown', 503, { a: healthy, b: () => ({ status: 'unknown' }) }],
  ['unhealthy', 503, { a: () => ({ status: 'degraded' }), b: () => ({ status: 'unhealthy' }) }],
  ['unhealthy', 503, { a: () => Promise.reject(new Error('secret')) }],
  ['healthy', 200, {}],
] satisfies [string, number, Record<string, Check>][])('the whole is %s with %i', async (status, code, checks) => {
  const { view } = openWith(checks);
  for (const path of ['/health', '/healthz', '/ready', '/readyz', '/health/ready']) {
    const answer = await view.answer(path);
    expect(answer).toMatchObject({ status: code, body: { status, timestamp: 1_700_000_000 } });
    expect(JSON.stringify(answer)).not.toContain('secret');
  }
});

test('a check that is done at once is told with its details and in milliseconds', async () => {
  const { view } = openWith({ database: healthy });
  expect((await view.answer('/healthz')).body).toEqual({
    status: 'healthy',
    timestamp: 1_700_000_000,
    checks: { database: { status: 'healthy', message: '', duration_ms: 0, details: { rows: 3 } } },
    checks_passed: 1,
    checks_total: 1,
  });
});

test('the live paths ask no check', async () => {
  const { view } = openWith({ a: never });
  for (const path of ['/live', '/livez', '/health/live']) expect(await view.answer(path)).toMatchObject({ status: 200 });
  expect(cardlinkHealth.paths).toHaveLength(8);
});
