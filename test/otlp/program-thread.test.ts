import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { testFolder } from '../../src/testing/start-server.ts';
import { startMockCollector } from './mock-collector.ts';
import { handedOver, planted } from './planted.ts';
import { startProgram } from './start-program.ts';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const WAIT = { interval: 50 };

test('a thread of a program that fails is started again: lines that it had are counted, and what comes later arrives', async () => {
  const collector = await startMockCollector(ends);
  const fault = join(testFolder(ends), 'fault');
  const program = await startProgram(
    ends,
    { log: {}, otlp: { endpoint: collector.httpUrl, sampleRatio: 1, metricsSeconds: 1 } },
    // Lines wait for a minute, so the thread has them when it fails.
    { OTEL_BLRP_SCHEDULE_DELAY: '60000' },
    planted(fault, 'throw new Error("planted")'),
  );
  expect(program.begun).toEqual({ started: true });
  program.say('misuse');
  await expect.poll(() => program.stderr(), WAIT).toContain('call.report');
  await expect.poll(() => collector.metrics.length, WAIT).toBeGreaterThan(0);
  await expect.poll(() => handedOver(program.stderr(), 'lines'), WAIT).toBe(1);
  writeFileSync(fault, '');
  await expect.poll(() => program.stderr(), WAIT).toContain('The thread of OTLP has ended; it is started again after 1 s.');
  const before = collector.metrics.length;
  await expect.poll(() => collector.metrics.length, WAIT).toBeGreaterThan(before);
  program.say('call after');
  program.say('stop');
  const { dropped = {} } = await program.hear();
  // What the export says of itself is in the log alone.
  expect([dropped['otlp_logs not_acknowledged'], collector.lines.length]).toEqual([1, 0]);
  expect(collector.spans.filter(({ name }) => name === 'call').map(({ attributes }) => attributes['call_id'])).toEqual(['after']);
});
