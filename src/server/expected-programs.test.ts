import { afterEach, expect, test } from 'vitest';
import { startServer } from '../testing/start-server.ts';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

test('a program whose silence is watched is heard of by what it posts, and not by what others do', async () => {
  const server = await startServer(ends, { 'sources-expected': 'hep,gateway' });
  await server.post('/api/v1/events', { type: 'sms.received', source: 'other' });
  const reasons = async () => {
    const { checks } = (await server.json('/healthz')) as {
      readonly checks?: readonly { readonly name: string; readonly reason: string }[];
    };
    return new Map(checks?.map(({ name, reason }) => [name, reason]));
  };
  const before = await reasons();
  expect([...before.keys()]).toEqual(expect.arrayContaining(['source_hep', 'source_gateway']));
  expect(before.get('traffic')).not.toContain('gateway');
  await server.post('/api/v1/events', { type: 'sms.received', source: 'gateway' });
  await expect.poll(async () => (await reasons()).get('traffic')).toContain('gateway');
});
