import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelText, METHOD, present, type EventOfType } from '../core/index.ts';
import { playMessages, SCENE_START, type ScenePlayed } from '../testing/run-scene.ts';

/** What decides calls comes more often than the rest. */
const COMMON = ['INVITE', 'INVITE', 'INVITE', 'BYE', 'ACK', 'CANCEL', 'REGISTER'] as const;

const small = (max: number) => fc.integer({ min: 0, max });
const endpoint = small(3).map((n) => `192.0.2.${n}:5060`);

/** Messages of a few Call-IDs, tags, branches and addresses, so that they meet in every way, sensible or not. */
const arbitraryMessage: fc.Arbitrary<EventOfType<'sip.message'>> = fc
  .record({
    offset: fc.double({ min: 0, max: 90, noNaN: true }),
    lag: fc.double({ min: -1, max: 3, noNaN: true }),
    method: fc.constantFrom(...METHOD, ...COMMON, ...COMMON, ...COMMON),
    status: fc.option(fc.constantFrom(100, 180, 183, 200, 202, 302, 401, 407, 408, 422, 481, 486, 487, 500, 503, 603), {
      nil: undefined,
      freq: 1,
    }),
    cseq: small(3),
    call: small(1),
    fromTag: fc.option(small(2), { nil: undefined }),
    toTag: fc.option(small(2), { nil: undefined, freq: 1 }),
    branches: fc.array(small(5), { maxLength: 3 }),
    src: endpoint,
    dst: endpoint,
    agent: small(1),
    contentHash: small(4),
    hasSdp: fc.boolean(),
    sessionExpiresSeconds: fc.option(small(120), { nil: undefined }),
    reasonSip: fc.option(fc.constantFrom(200, 487), { nil: undefined }),
    replaces: fc.option(small(2), { nil: undefined }),
  })
  .map(({ offset, lag, call, agent, replaces, status, fromTag, toTag, sessionExpiresSeconds, reasonSip, ...rest }) => ({
    type: 'sip.message',
    at: SCENE_START + offset,
    receivedAt: SCENE_START + offset + lag,
    source: labelText('hep'),
    agent: labelText(`agent-${agent}`),
    arrival: 0,
    transport: 'udp',
    lengthBytes: 400,
    callId: `c${call}`,
    isEmergency: false,
    hasCredentials: false,
    ...rest,
    ...present({ status, fromTag, toTag, sessionExpiresSeconds, reasonSip }),
    ...present({ replacesCallId: replaces === undefined ? undefined : `c${replaces}` }),
  }));

function durationsOf(played: ScenePlayed): readonly number[] {
  return played.calls.flatMap((call) =>
    Object.entries(call).flatMap(([name, value]) => (name.endsWith('Seconds') && typeof value === 'number' ? value : [])),
  );
}

test('whatever arrives, nothing throws, no duration is negative, and each call is committed at most once', () => {
  let seen = 0;
  fc.assert(
    fc.property(fc.array(arbitraryMessage, { maxLength: 60 }), (messages) => {
      const settings = { maxCalls: 2, maxTimeline: 40, sweepAnsweredSeconds: 100, sweepUnansweredSeconds: 60 };
      const played = playMessages(messages, { settings, runOnSeconds: 200 });
      seen += played.calls.length;
      expect(durationsOf(played).filter((seconds) => seconds < 0)).toEqual([]);
      for (const type of ['call.answered', 'call.ended'] as const) {
        const ids = played.events.flatMap((event) => (event.type === type ? event.callId : []));
        expect(new Set(ids).size).toBe(ids.length);
      }
      expect(played.events.filter((event) => event.type === 'event.dropped' && event.reason === 'consumer_failed')).toEqual([]);
      const versions = new Map<string, number>();
      for (const output of played.outputs) {
        if (output.type === 'registration.closed' || output.type === 'latency.measured') continue;
        expect(output.record.version).toBeGreaterThanOrEqual(versions.get(output.record.id) ?? 0);
        versions.set(output.record.id, output.record.version);
      }
    }),
    { numRuns: 1000 },
  );
  expect(seen).toBeGreaterThan(100);
}, 60_000);

test('whatever arrives, every call that nobody lets go of settles in the end', () => {
  fc.assert(
    fc.property(fc.array(arbitraryMessage, { maxLength: 40 }), (messages) => {
      const played = playMessages(messages, { settings: { sweepSources: new Map([['hep', 100]]) }, runOnSeconds: 400 });
      expect(played.calls.filter((call) => call.isProvisional || call.state !== 'ended')).toEqual([]);
    }),
    { numRuns: 600 },
  );
}, 60_000);
