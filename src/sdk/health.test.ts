import { tmpdir } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createRingscope, databaseCheck, diskCheck, memoryCheck, type Check } from './index.ts';

const never: Check = () => new Promise(() => undefined);

test('the plain document shows every check with its severity, its reason and since when, and the worst of them', async () => {
  const ringscope = await createRingscope({
    checks: {
      database: databaseCheck(async () => [{ one: 1 }]),
      disk: diskCheck({ path: tmpdir(), minFreeRatio: 0 }),
      memory: memoryCheck({ maxUsedRatio: 1 }),
      own: () => true,
    },
    now: () => 1000,
  });
  const answer = await ringscope.health('/healthz');
  expect(answer).toMatchObject({
    status: 200,
    body: {
      status: 'ok',
      uptime_seconds: 0,
      checks: [
        { name: 'database', severity: 'ok', reason: 'the database answers', since: 1000 },
        { name: 'disk', severity: 'ok', reason: expect.stringMatching(/^\d+(\.\d)? % of the disk are free$/) },
        { name: 'memory', severity: 'ok', reason: expect.stringMatching(/^\d+(\.\d)? % of the memory are in use$/) },
        { name: 'own', severity: 'ok' },
      ],
    },
  });
  await ringscope.stop();
});

test.each<[string, () => unknown]>([
  ['false', () => false],
  ['undefined', () => undefined],
  ['a status of its own', () => ({ status: 'down' })],
  ['a rejection', () => Promise.reject(new Error('secret'))],
])('%s fails the document with 503, and nothing that was thrown is shown', async (_name, check) => {
  // A program in JavaScript may answer anything.
  const ringscope = await createRingscope({ checks: { own: check as Check } });
  const { status, body } = (await ringscope.health()) ?? {};
  expect([status, body?.['status']]).toEqual([503, 'failed']);
  expect(JSON.stringify(body)).not.toContain('secret');
  await ringscope.stop();
});

test.each([
  [() => true, 'healthy'],
  [() => [], 'healthy'],
  [() => ({ rows: [] }), 'healthy'],
  [() => false, 'unhealthy'],
  [() => undefined, 'unhealthy'],
  [() => 0, 'unhealthy'],
])('a database that answers %s is %s', async (query, status) => {
  expect(await databaseCheck(query)()).toMatchObject({ status });
});

test('disk and memory are judged by what is left', async () => {
  expect(await diskCheck({ path: tmpdir(), minFreeRatio: 1.1 })()).toMatchObject({
    status: expect.stringMatching(/degraded|unhealthy/),
    details: { path: tmpdir(), total: expect.any(Number), used: expect.any(Number), free: expect.any(Number) },
  });
  await expect(diskCheck({ path: '/nonexistent' })()).rejects.toThrow('ENOENT');
  expect(await memoryCheck({ maxUsedRatio: 0 })()).toMatchObject({ status: 'degraded' });
  expect(await memoryCheck({ maxUsedRatio: -1 })()).toMatchObject({ status: 'unhealthy' });
});

test('four checks that hang are answered within the deadline, twice, and timers and memory stay as they were', async () => {
  const ringscope = await createRingscope({
    checks: { a: never, b: never, c: never, d: never, own: () => true },
    checkDeadlineSeconds: 0.2,
  });
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heapBytes = (): number => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const timers = () => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
  /** Who runs the tests has timers of his own, which end. */
  const untilTimers = async (most: number): Promise<void> => {
    while (timers() > most) await new Promise((resolve) => void setImmediate(resolve));
  };
  const before = timers();
  for (let round = 0; round < 2; round += 1) {
    const startedAt = performance.now();
    const { status, body } = (await ringscope.health()) ?? {};
    expect(performance.now() - startedAt).toBeLessThan(5000);
    expect(status).toBe(503);
    const checks = body?.['checks'] as readonly { severity: string; reason: string }[];
    expect(checks.map(({ severity }) => severity)).toEqual(['failed', 'failed', 'failed', 'failed', 'ok']);
    expect(checks[0]?.reason).toBe('no answer within 0.2 s');
    await untilTimers(before + 1);
  }
  const heap = heapBytes();
  for (let asked = 0; asked < 10_000; asked += 1) await ringscope.health();
  expect(heapBytes() - heap).toBeLessThan(32 * 1024 * 1024);
  await untilTimers(before + 1);
  await ringscope.stop();
});
