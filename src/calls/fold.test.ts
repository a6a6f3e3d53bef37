import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPipeline, type EventOfType, type TelephonyEvent, type TrackerOutput } from '../core/index.ts';
import { arbitraryDialogs } from '../testing/suites/arbitrary-dialogs.ts';
import { arbitraryMessage } from '../testing/suites/arbitrary-message.ts';
import { SCENE_START } from '../testing/run-scene.ts';
import { readScene, sceneEvents } from '../testing/scene.ts';
import { Fold, FOLDING, type Folding } from './fold.ts';
import { DEFAULT_TRACKER_SETTINGS, type TrackerSettings } from './settings.ts';
import { createTracker } from './tracker.ts';
import { rounds } from '../../test/rounds.ts';

/** Ten thousand take some twenty minutes. */
const RUNS = rounds(200, 10_000);

/** Folds all messages each time, and packs none. */
const FOLDING_ANEW: Folding = {
  take(_known, all, _fresh, challengeSeconds) {
    const fold = Fold.of(all, challengeSeconds);
    return { fold, sights: fold.sights };
  },
  packsUpTo: 0,
};

/** Folds in place whatever is possible. */
const FOLDING_IN_PLACE: Folding = { ...FOLDING, packsUpTo: 0 };

/** All that a tracker tells of messages, as text. */
function tell(
  messages: readonly EventOfType<'sip.message'>[],
  ticks: readonly number[],
  settings: Partial<TrackerSettings>,
  folding: Folding,
): string {
  const told: (TelephonyEvent | TrackerOutput)[] = [];
  let now = 0;
  const pipeline = createPipeline(() => now);
  const tracker = createTracker(
    {
      settings: { ...DEFAULT_TRACKER_SETTINGS, ...settings },
      emit: pipeline.emit,
      hashId: (text) => `#${text}`,
      hashCallId: (text) => `#${text}`,
      trunkOf: () => undefined,
      output: (output) => told.push(output),
    },
    folding,
  );
  pipeline.add(tracker);
  pipeline.add({ name: 'told', accept: (event) => void (event.type === 'sip.message' || told.push(event)) });
  for (const [place, message] of messages.entries()) {
    const receivedAt = message.receivedAt ?? message.at;
    // So that it has been looked at what came before a long pause.
    if (receivedAt > now + 4) tracker.tick(receivedAt - 1);
    now = Math.max(now, receivedAt);
    pipeline.emit(message);
    const wait = ticks[place % ticks.length] ?? 0;
    if (wait >= 0) tracker.tick((now += wait));
  }
  for (let round = 0; round < 400; round += 1) tracker.tick((now += 1));
  return JSON.stringify([told, tracker.counts], undefined, 1);
}

/** Ticks after some messages, at any time; below 0: none. */
const ticks = fc.array(fc.constantFrom(-1, -1, 0, 0.1, 0.4), { minLength: 1, maxLength: 60 });

const settings = fc.constantFrom<Partial<TrackerSettings>>(
  {},
  { maxTimeline: 12 },
  { settleSeconds: 0 },
  { sweepAnsweredSeconds: 60, sweepUnansweredSeconds: 20, challengeSeconds: 2 },
);

test('messages folded in place give the same as all folded anew each time, byte for byte: dialogs in any order of arrival, with any ticks', () => {
  fc.assert(
    fc.property(arbitraryDialogs, ticks, settings, (messages, when, how) => {
      expect(tell(messages, when, how, FOLDING_IN_PLACE)).toBe(tell(messages, when, how, FOLDING_ANEW));
    }),
    { numRuns: RUNS },
  );
}, 6_000_000);

/** How much later than it should each of some messages arrives: most calls have settled by then. */
const lateness = fc.array(fc.constantFrom(0, 0, 0, 0, 0, 5, 12, 30), { minLength: 1, maxLength: 40 });

function late(messages: readonly EventOfType<'sip.message'>[], by: readonly number[]): readonly EventOfType<'sip.message'>[] {
  const arrived = messages.map((one, place) => ({ ...one, receivedAt: (one.receivedAt ?? one.at) + (by[place % by.length] ?? 0) }));
  return arrived.toSorted((a, b) => a.receivedAt - b.receivedAt);
}

test('calls that were packed and then hear of late messages are told as if all messages had been kept as they came', () => {
  fc.assert(
    fc.property(arbitraryDialogs, lateness, ticks, settings, (messages, by, when, how) => {
      const arrived = late(messages, by);
      const anew = tell(arrived, when, how, FOLDING_ANEW);
      expect(tell(arrived, when, how, FOLDING)).toBe(anew);
      expect(tell(arrived, when, how, FOLDING_IN_PLACE)).toBe(anew);
    }),
    { numRuns: RUNS },
  );
}, 6_000_000);

test('the same of messages that make no sense', () => {
  fc.assert(
    fc.property(fc.array(arbitraryMessage, { maxLength: 60 }), lateness, ticks, settings, (messages, by, when, how) => {
      const arrived = late(messages, by);
      const anew = tell(arrived, when, how, FOLDING_ANEW);
      expect(tell(arrived, when, how, FOLDING)).toBe(anew);
      expect(tell(arrived, when, how, FOLDING_IN_PLACE)).toBe(anew);
    }),
    { numRuns: RUNS },
  );
}, 6_000_000);

test('a call is looked at no sooner for the sake of what came before it and would have been let go without it', () => {
  const scene = `
0.0 uac > proxy UPDATE via=u1 to=b
10.0 uac > proxy ACK via=u2 to=b
10.4 uac > proxy INVITE via=u3 cseq=2
31.5 proxy > uac 180 via=u3 to=b cseq=2`;
  const messages = sceneEvents(readScene(scene, SCENE_START)).filter((event) => event.type === 'sip.message');
  const when = [-1, -1, 0.2, 0.7];
  const anew = tell(messages, when, {}, FOLDING_ANEW);
  expect(tell(messages, when, {}, FOLDING_IN_PLACE)).toBe(anew);
  expect(tell(messages, when, {}, FOLDING)).toBe(anew);
});
