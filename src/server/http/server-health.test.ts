import { expect, test } from 'vitest';
import { TeleError } from '../../core/index.ts';
import { createServerHealth, type ServerHealthContext } from './server-health.ts';

const WELL = { problems: [], spool: { bytes: 0, maxBytes: 100, waitingChanges: 0, oldestAgeSeconds: 0 }, freeBytes: 2 ** 40 };
const never = (): Promise<never> => new Promise(() => undefined);

function open(parts: Partial<ServerHealthContext>) {
  return createServerHealth({
    askStore: async () => WELL,
    askQuery: async () => ({}),
    heartbeatAgeSeconds: () => 0,
    reported: () => [],
    told: () => [],
    now: () => 1000,
    ...parts,
  });
}

test('all threads that hang are told within the deadline, are not asked again, and leave no timer behind', async () => {
  let asked = 0;
  const hang = async (): Promise<never> => {
    asked += 1;
    return never();
  };
  const timers = () => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;
  const before = timers();
  const health = open({ askStore: hang, askQuery: hang, heartbeatAgeSeconds: () => 60 });
  for (let round = 0; round < 2; round += 1) {
    const { status, checks } = await health();
    expect(status).toBe('not_ready');
    const severities = Object.fromEntries(checks.map(({ name, severity }) => [name, severity]));
    expect(severities).toMatchObject({ main: 'failed', store: 'failed', query: 'degraded', memory: expect.any(String) });
    expect(checks.find(({ name }) => name === 'store')?.reason).toMatch(/^The store thread has not answered for \d\.\d s\.$/);
  }
  expect(asked).toBe(2);
  expect(timers() - before).toBeLessThanOrEqual(1);
});

test('what others tell and main reports decides like any other check', async () => {
  const told = { name: 'certificates', severity: 'degraded', reason: 'That of http ends in 3 days.' } as const;
  const health = open({ told: () => [told], reported: () => [{ name: 'traffic', severity: 'idle', reason: 'r', since: 1 }] });
  const { status, checks } = await health();
  expect(status).toBe('degraded');
  expect(checks.find(({ name }) => name === 'certificates')).toEqual({ ...told, since: 1000 });
  expect(checks.at(-1)).toEqual({ name: 'traffic', severity: 'idle', reason: 'r', since: 1 });
});

test('a thread that has ended fails at once, with what it says', async () => {
  const gone = async (): Promise<never> => {
    throw new TeleError('STORE_STUCK', 'The query thread has ended.');
  };
  const { checks } = await open({ askQuery: gone })();
  expect(checks.find(({ name }) => name === 'query')).toMatchObject({ severity: 'failed', reason: 'The query thread has ended.' });
});
