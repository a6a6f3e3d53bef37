import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_TRACKER_SETTINGS } from '../calls/index.ts';
import { backSecondsOf, createPipeline, readToldEvent, type TrackerOutput } from '../core/index.ts';
import { createEngine } from '../engine/index.ts';
import { createRegistry } from '../metrics/index.ts';
import { createIntake } from './event-intake.ts';

const NOW = 1_795_219_200;
const BACK = backSecondsOf(90);

const anyTime = fc.oneof(
  fc.constantFrom(0, NOW, NOW * 1000, 2.5e11, 253_402_300_800, Number.MAX_VALUE, NOW - BACK, NOW - BACK - 1, NOW + 3600, NOW + 3601),
  fc.double({ min: 0, max: 1e12, noNaN: true }),
  fc.integer({ min: NOW - 2 * BACK, max: NOW + 10_000 }),
);
const times = fc.record({ at: anyTime, receivedAt: anyTime }, { requiredKeys: [] });
const message = {
  type: 'sip.message',
  agent: 'edge',
  arrival: 1,
  transport: 'udp',
  src: '192.0.2.1:5060',
  dst: '192.0.2.2:5060',
  contentHash: 1,
  lengthBytes: 500,
  fromTag: 1,
  branches: [1],
  isEmergency: false,
  hasSdp: false,
  hasCredentials: false,
};
const kind = fc.oneof(
  fc.record({
    type: fc.constant('call.report'),
    callId: fc.constantFrom('a', 'b'),
    state: fc.constantFrom('offered', 'answered', 'ended'),
  }),
  fc.record({
    type: fc.constant('agent.stage'),
    callId: fc.constantFrom('a', 'b'),
    stage: fc.constant('tool_call'),
    seconds: fc.constant(1),
  }),
  fc
    .record({ callId: fc.constant('s'), cseq: fc.nat(3), method: fc.constantFrom('INVITE', 'REGISTER', 'BYE') })
    .map((one) => ({ ...message, ...one })),
  fc
    .record({
      callId: fc.constant('s'),
      cseq: fc.nat(3),
      method: fc.constantFrom('INVITE', 'REGISTER'),
      status: fc.constantFrom(180, 200, 486),
    })
    .map((one) => ({
      ...message,
      ...one,
      toTag: 2,
    })),
);

/** Every time in a record with its legs and timeline. */
function timesIn(value: unknown): readonly number[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => (typeof one === 'number' && /^at$|At$/.test(name) ? [one] : timesIn(one)));
}

test('whatever times programs tell, no record or message that goes to the store has one of another day than could be', () => {
  let written = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(kind, times), { minLength: 1, maxLength: 20 }), (told) => {
      const outputs: TrackerOutput[] = [];
      const engine = createEngine({
        pipeline: createPipeline(() => NOW),
        registry: createRegistry(),
        settings: DEFAULT_TRACKER_SETTINGS,
        hashId: (text) => text,
        hashCallId: (text) => text,
        trunkOf: () => undefined,
        output: (output) => outputs.push(output),
      });
      const take = createIntake(engine.emit, BACK);
      for (const [one, when] of told) {
        const event = readToldEvent({ ...one, ...when }, { now: NOW, source: 'api' });
        if ('malformed' in event) throw new Error(`${event.malformed} at ${event.path}`);
        take(event, NOW);
      }
      for (const later of [1, 100, 100_000]) engine.tick(NOW + later);
      for (const time of outputs.flatMap(timesIn)) {
        expect(time).toBeGreaterThanOrEqual(NOW - BACK);
        expect(time).toBeLessThanOrEqual(NOW + 100_000);
        written += 1;
      }
    }),
    { numRuns: 50 },
  );
  expect(written).toBeGreaterThan(100);
});
