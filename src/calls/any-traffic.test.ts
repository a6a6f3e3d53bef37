import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryMessage } from '../testing/suites/arbitrary-message.ts';
import { playMessages, type ScenePlayed } from '../testing/run-scene.ts';
import { rounds } from '../../test/rounds.ts';

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
    { numRuns: rounds(200, 1000) },
  );
  expect(seen).toBeGreaterThan(rounds(20, 100));
});

test('whatever arrives, every call that nobody lets go of settles in the end', () => {
  fc.assert(
    fc.property(fc.array(arbitraryMessage, { maxLength: 40 }), (messages) => {
      const played = playMessages(messages, { settings: { sweepSources: new Map([['hep', 100]]) }, runOnSeconds: 400 });
      expect(played.calls.filter((call) => call.isProvisional || call.state !== 'ended')).toEqual([]);
    }),
    { numRuns: rounds(200, 1000) },
  );
});
