import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPipeline, type EventOfType, type RegistrationRecord } from '../core/index.ts';
import { playScene, SCENE_START } from '../testing/run-scene.ts';
import { readScene, sceneEvents } from '../testing/scene.ts';
import { DEFAULT_TRACKER_SETTINGS, type TrackerSettings } from './settings.ts';
import { createTracker } from './tracker.ts';

/** Challenged rounds of one phone with one Call-ID: a new one every so many seconds, its answer to the challenge so much later. */
function rounds(count: number, everySeconds: number, retrySeconds: number, status = 200): string {
  return Array.from({ length: count }, (_, n) => {
    const at = n * everySeconds;
    const retryAt = at + 0.02 + retrySeconds;
    const [first, second] = [2 * n + 1, 2 * n + 2];
    return `
${at} phone > proxy REGISTER via=r${first} cseq=${first}
${at + 0.02} proxy > phone 401 via=r${first} cseq=${first} to=x of=REGISTER
${retryAt} phone > proxy REGISTER via=r${second} cseq=${second} auth expires=600
${retryAt + 0.02} proxy > phone ${status} via=r${second} cseq=${second} to=x of=REGISTER expires=600`;
  }).join('\n');
}

const outcomes = (scene: string, runOnSeconds = 60) => playScene(scene, { runOnSeconds }).registrations.map(({ outcome }) => outcome);

test('two phones that register at one moment with the same Call-ID and CSeq are two registrations', () => {
  const scene = `
0.000 phone1 > proxy REGISTER via=r1 from=one cseq=1 expires=600
0.001 phone2 > proxy REGISTER via=s1 from=two cseq=1 expires=600
0.010 proxy > phone1 401 via=r1 from=one to=x cseq=1 of=REGISTER
0.011 proxy > phone2 401 via=s1 from=two to=x cseq=1 of=REGISTER
0.100 phone1 > proxy REGISTER via=r2 from=one cseq=2 auth expires=600
0.101 phone2 > proxy REGISTER via=s2 from=two cseq=2 auth expires=600
0.110 proxy > phone1 200 via=r2 from=one to=x cseq=2 of=REGISTER expires=600
0.111 proxy > phone2 200 via=s2 from=two to=x cseq=2 of=REGISTER expires=600`;
  expect(outcomes(scene)).toEqual(['registered', 'registered']);
});

describe('a phone that registers with one Call-ID', () => {
  test('and answers each challenge after 17 s is counted once for each round', () => {
    expect(outcomes(rounds(12, 30, 17))).toEqual(Array.from({ length: 12 }, () => 'registered'));
  });

  test('every 32 s is counted once for each round, although its rounds meet the time in which messages are let go', () => {
    expect(outcomes(rounds(40, 32, 1.5))).toEqual(Array.from({ length: 40 }, () => 'registered'));
  });

  test('and has the wrong password is refused once for each challenge that it answers', () => {
    expect(outcomes(rounds(5, 10, 0.1, 401))).toEqual(Array.from({ length: 5 }, () => 'rejected'));
  });

  test('and sends refused credentials again and again is refused each time', () => {
    const tries = Array.from(
      { length: 4 },
      (_, n) => `
${n * 3} phone > proxy REGISTER via=r${n} cseq=${n + 1} auth
${n * 3}.1 proxy > phone 401 via=r${n} cseq=${n + 1} to=x of=REGISTER`,
    ).join('\n');
    expect(outcomes(tries)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
  });

  test('and never answers a challenge is refused once for each request', () => {
    const tries = Array.from(
      { length: 3 },
      (_, n) => `
${n * 5} phone > proxy REGISTER via=r${n} cseq=${n + 1}
${n * 5}.1 proxy > phone 401 via=r${n} cseq=${n + 1} to=x of=REGISTER`,
    ).join('\n');
    expect(outcomes(tries)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  test('and answers a challenge later than one waits is refused, then registered', () => {
    expect(outcomes(rounds(1, 1, 50))).toEqual(['rejected', 'registered']);
    expect(playScene(rounds(1, 1, 36), { settings: { settleSeconds: 10 }, runOnSeconds: 60 }).registrations).toMatchObject([
      { outcome: 'rejected' },
      { outcome: 'registered' },
    ]);
  });

  test('and whose nonce has gone stale is registered with the next one', () => {
    const scene = `
0.00 phone > proxy REGISTER via=r1 auth
0.02 proxy > phone 401 via=r1 to=x of=REGISTER stale
0.10 phone > proxy REGISTER via=r2 cseq=2 auth
0.12 proxy > phone 200 via=r2 cseq=2 to=x of=REGISTER`;
    expect(playScene(scene).registrations).toMatchObject([{ outcome: 'registered', isChallenged: true, firstRrdSeconds: 0.12 }]);
  });

  test('and asks for too short a time is registered with the next request, unchallenged', () => {
    const scene = `
0.00 phone > proxy REGISTER via=r1 expires=10
0.02 proxy > phone 423 via=r1 to=x of=REGISTER
0.10 phone > proxy REGISTER via=r2 cseq=2 expires=60
0.12 proxy > phone 200 via=r2 cseq=2 to=x of=REGISTER expires=60`;
    expect(playScene(scene).registrations).toMatchObject([{ outcome: 'registered', isChallenged: false, expiresSeconds: 60 }]);
  });

  test('for months keeps no more than its latest rounds', () => {
    // More would be let go as messages that found no room.
    const played = playScene(rounds(400, 30, 17), { settings: { maxTimeline: 16 }, runOnSeconds: 60 });
    expect(played.registrations).toHaveLength(400);
    expect(played.events.filter((event) => event.type === 'event.dropped')).toEqual([]);
  });
});

interface Step {
  readonly gapSeconds: number;
  readonly answer: number;
  readonly hasCredentials: boolean;
  readonly repeats: boolean;
  readonly method: 'REGISTER' | 'MESSAGE';
}

const arbitraryStep: fc.Arbitrary<Step> = fc.record({
  gapSeconds: fc.oneof(fc.double({ min: 0.05, max: 3, noNaN: true }), fc.double({ min: 3, max: 100, noNaN: true })),
  answer: fc.constantFrom(0, 200, 200, 401, 401, 403, 423, 503),
  hasCredentials: fc.boolean(),
  repeats: fc.boolean(),
  method: fc.constantFrom('REGISTER', 'REGISTER', 'MESSAGE'),
});

function sceneOf(steps: readonly Step[]): string {
  let at = 0;
  return steps
    .map(({ gapSeconds, answer, hasCredentials, repeats, method }, n) => {
      at += gapSeconds;
      const asked = (seconds: number): string =>
        `${seconds} phone > proxy ${method} via=r${n} cseq=${n + 1} ${hasCredentials ? 'auth' : ''}`;
      const answered = answer === 0 ? '' : `${at + 0.7} proxy > phone ${answer} via=r${n} cseq=${n + 1} to=x of=${method}`;
      return [asked(at), repeats ? asked(at + 0.5) : '', answered].join('\n');
    })
    .join('\n');
}

/** Plays a scene with looks at these times and with messages of others in between. */
function playWith(scene: string, looks: readonly number[], foreign: readonly number[], settings: Partial<TrackerSettings> = {}) {
  const records: RegistrationRecord[] = [];
  const transactions: EventOfType<'sip.transaction'>[] = [];
  const pipeline = createPipeline(() => SCENE_START);
  const tracker = createTracker({
    settings: { ...DEFAULT_TRACKER_SETTINGS, ...settings },
    emit: pipeline.emit,
    hashId: (text) => text,
    hashCallId: (text) => text,
    trunkOf: () => undefined,
    output: (output) => output.type === 'registration.closed' && output.record.callId === 'c1@scene' && records.push(output.record),
  });
  pipeline.add(tracker);
  pipeline.add({
    name: 'collector',
    accept: (event) => void (event.type === 'sip.transaction' && event.method === 'MESSAGE' && transactions.push(event)),
  });
  const others = foreign.map((at, n) => `${at} uac > proxy OPTIONS via=o${n} call=other${n % 3} cseq=${n}`).join('\n');
  const messages = sceneEvents(readScene(`${scene}\n${others}`, SCENE_START)).map((event) => ({
    at: event.at,
    run: () => pipeline.emit(event),
  }));
  const ticks = looks.map((seconds) => ({ at: SCENE_START + seconds, run: () => tracker.tick(SCENE_START + seconds) }));
  for (const one of [...messages, ...ticks].toSorted((a, b) => a.at - b.at)) one.run();
  tracker.tick(SCENE_START + 5000);
  // Those that settle at one look come in the order of their requests.
  return JSON.stringify([records.toSorted((a, b) => (a.id < b.id ? -1 : 1)), transactions.map((one) => JSON.stringify(one)).toSorted()]);
}

test('what a phone registers and sends beside it does not depend on when one looks, nor on what others send', () => {
  const times = fc.array(fc.double({ min: 0, max: 1500, noNaN: true }), { maxLength: 60 });
  fc.assert(
    fc.property(fc.array(arbitraryStep, { minLength: 1, maxLength: 20 }), times, times, (steps, looks, foreign) => {
      const scene = sceneOf(steps);
      const everySecond = Array.from({ length: 2200 }, (_, n) => n);
      const expected = playWith(scene, [], []);
      expect(playWith(scene, looks, foreign)).toBe(expected);
      expect(playWith(scene, everySecond, [])).toBe(expected);
    }),
    { numRuns: 150 },
  );
});
