import { afterEach, expect, test } from 'vitest';
import { createRingscope, type OtlpOptions, type Ringscope } from '../../src/sdk/index.ts';
import { type MockCollector, startMockCollector } from './mock-collector.ts';
import { startProgram } from './start-program.ts';

const ends: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const WAIT = { interval: 100 };
/** Calls are over for long enough that their traces are made. */
const LATER_SECONDS = 20;

/** A program in this process whose clock can be set ahead. */
async function startHere(otlp: OtlpOptions) {
  const collector: MockCollector = await startMockCollector(ends);
  let ahead = 0;
  const ringscope: Ringscope = await createRingscope({
    name: 'pbx',
    log: { level: 'CRITICAL' },
    now: () => Date.now() / 1000 + ahead,
    otlp: { endpoint: collector.httpUrl, protocol: 'http/json', signals: ['traces'], sampleRatio: 1, ...otlp },
  });
  ends.push(() => ringscope.stop());
  const dropped: Record<string, number> = {};
  ringscope.on('event.dropped', ({ stage, reason, count }) => {
    const key = `${stage} ${reason}`;
    dropped[key] = (dropped[key] ?? 0) + count;
  });
  await ringscope.start();
  return { ringscope, collector, dropped, pass: () => (ahead += LATER_SECONDS) };
}

/** Each is a trace of three spans: the call, its attempt, its talk. */
function carryCalls(ringscope: Ringscope, count: number, word: string): void {
  for (let index = 0; index < count; index += 1) {
    const call = ringscope.calls.start({ callId: `${word}-${index}` });
    call.answered();
    call.end({ cause: 'normal' });
  }
  ringscope.flush();
}

test.each([100, 2048])(
  'with a queue of %d spans, thousands of calls that a stop finds arrive at a collector that takes them',
  async (queueItems) => {
    const collector = await startMockCollector(ends);
    const otlp = { endpoint: collector.httpUrl, signals: ['traces'], sampleRatio: 1, queueItems, drainSeconds: 60 };
    const program = await startProgram(ends, { log: { level: 'CRITICAL' }, otlp });
    program.say('calls 1500');
    program.say('stop');
    const { dropped } = await program.hear();
    // Each is its root, its attempt, its talk and a turn of its agent.
    expect([collector.spans.length, dropped]).toEqual([6000, {}]);
  },
);

test('thousands of calls whose traces are due at once arrive while the program runs', async () => {
  const { ringscope, collector, dropped, pass } = await startHere({});
  carryCalls(ringscope, 2000, 'burst');
  pass();
  await expect.poll(() => collector.spans.length, WAIT).toBe(6000);
  await ringscope.stop();
  expect([collector.spans.length, dropped]).toEqual([6000, {}]);
});

test('what is told of a call when its trace is exported already, or of a call that never began, loses no call', async () => {
  const { ringscope, collector, dropped, pass } = await startHere({ drainSeconds: 60 });
  const long = ringscope.calls.start({ callId: 'long' });
  long.answered();
  carryCalls(ringscope, 10, 'short');
  pass();
  await expect.poll(() => collector.spans.length, WAIT).toBe(30);
  const tell = (callId: string): void => ringscope.agent.stage({ callId, stage: 'llm_first_token', seconds: 0.2 });
  for (let index = 0; index < 10; index += 1) tell(`short-${index}`);
  for (let index = 0; index < 10_500; index += 1) tell(`never-${index}`);
  tell('long');
  long.end({ cause: 'normal' });
  await ringscope.stop();
  expect(dropped).toEqual({});
  const later = collector.spans.slice(30);
  expect(later.map(({ name }) => name)).toEqual(['call', 'attempt', 'talk', 'chat']);
  expect(later[0]?.attributes['call_id']).toBe('long');
});

test('when more calls wait than may, those that were over first go, not those in progress, and only those that would have been exported are counted', async () => {
  const { ringscope, collector, dropped } = await startHere({ sampleRatio: 0 });
  const long = ringscope.calls.start({ callId: 'long' });
  ringscope.flush();
  // Calls that went well are not exported.
  for (let index = 0; index < 21; index += 1) carryCalls(ringscope, 500, `well-${index}`);
  long.end({ outcome: 'failed', cause: 'unavailable' });
  await ringscope.stop();
  expect(dropped).toEqual({});
  expect(collector.spans.map(({ name, attributes }) => [name, attributes['call_id']])).toContainEqual(['call', 'long']);
});
