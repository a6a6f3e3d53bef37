import { afterEach, expect, test } from 'vitest';
import { startServer } from '../../testing/start-server.ts';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

test('a posted event moves the names of a preset on /metrics, beside those of ringscope', async () => {
  const server = await startServer(ends, { presets: 'callstack' });
  expect(await (await server.get('/metrics')).text()).toContain('\ncallstack_sms_received_total 0\n');
  const events = ['a', 'b'].map(() => ({ type: 'sms.received', source: 'gateway', sender: '+4915112345678' }));
  expect((await server.post('/api/v1/events', events)).status).toBe(200);
  expect(await server.sample('callstack_sms_received_total')).toBe(2);
  expect(await (await server.get('/metrics')).text()).toContain('telephony_sms_received_total{');
});

test('a preset that is not named is not shown', async () => {
  const server = await startServer(ends);
  expect(await (await server.get('/metrics')).text()).not.toContain('callstack_');
});

test('each entry may name its sources, and show them apart', async () => {
  const presets = JSON.stringify([
    { name: 'callstack', sources: ['north'] },
    { name: 'rustpbx', by_source: 'yes' },
  ]);
  const server = await startServer(ends, { presets });
  const events = ['north', 'south'].flatMap((source) => [
    { type: 'sms.received', source },
    { type: 'queue.entered', source, queue: 'sales' },
  ]);
  expect((await server.post('/api/v1/events', events)).status).toBe(200);
  expect(await server.sample('callstack_sms_received_total')).toBe(1);
  expect(await server.sample('rustpbx_cc_queue_calls_total{queue="sales",source="north"}')).toBe(1);
  expect(await server.sample('rustpbx_cc_queue_calls_total{queue="sales",source="south"}')).toBe(1);
});
