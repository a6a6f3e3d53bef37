import { expect, test } from 'vitest';
import { createRingscope } from './index.ts';

test('what fails while stopping is told when all else is ended: nothing listens any more, and streams are closed', async () => {
  let isBroken = false;
  const now = (): number => {
    if (isBroken) throw new Error('The clock is broken.');
    return Date.now() / 1000;
  };
  const ringscope = await createRingscope({ now, listen: { port: 0 }, listenHealth: { port: 0 }, log: { level: 'CRITICAL' } });
  await ringscope.start();
  const [port, healthPort] = [ringscope.port, ringscope.healthPort];
  const stream = ringscope.stream();
  expect((await fetch(`http://127.0.0.1:${port}/livez`)).status).toBe(200);
  isBroken = true;
  await expect(ringscope.stop()).rejects.toThrow('The clock is broken.');
  expect([ringscope.port, ringscope.healthPort]).toEqual([undefined, undefined]);
  for (const one of [port, healthPort]) await expect(fetch(`http://127.0.0.1:${one}/livez`)).rejects.toThrow('fetch failed');
  for await (const event of stream) expect(event.type).toBeDefined();
});
