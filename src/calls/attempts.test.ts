import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallRecord } from '../core/index.ts';
import { countEvents, playMessages, playScene, SCENE_START } from '../testing/run-scene.ts';
import { readScene, sceneEvents } from '../testing/scene.ts';
import { rounds } from '../../test/rounds.ts';

/** One INVITE of the caller and its final answer, with the dialog when it is answered; `talk` seconds until the BYE. */
function tried(at: number, cseq: number, status: number, { tag = `t${cseq}`, talk = 30, via = `u${at}-${cseq}` } = {}): string {
  const refused = `
${at} uac > proxy INVITE via=${via} cseq=${cseq}
${at + 0.1} proxy > uac 100 via=${via} cseq=${cseq}
${at + 0.2} proxy > uac ${status} via=${via} cseq=${cseq} to=${tag}
${at + 0.3} uac > proxy ACK via=${status < 300 ? `k${via}` : via} cseq=${cseq} to=${tag}`;
  if (status >= 300) return refused;
  return `${refused}
${at + 0.2 + talk} uac > proxy BYE via=b${via} cseq=${cseq + 1} to=${tag}
${at + 0.3 + talk} proxy > uac 200 via=b${via} cseq=${cseq + 1} to=${tag} of=BYE`;
}

const told = (calls: readonly CallRecord[]) =>
  calls.map(({ outcome, sipCode, rounds, ended, talkSeconds }) => ({ outcome, sipCode, rounds, ended, talkSeconds }));
const answered = { outcome: 'answered', sipCode: 200, rounds: 1, ended: 'bye', talkSeconds: 30 };

describe('an INVITE with the Call-ID and tag of one that was refused', () => {
  test.each([
    [503, 'failed', 12],
    [486, 'busy', 20],
    [480, 'rejected', 30],
    [404, 'rejected', 4],
    [503, 'failed', 0.5],
  ])('with %s (%s) %s s before is an attempt of its own, live as in a file', (status, outcome, gap) => {
    const scene = tried(0, 1, status) + tried(0.2 + gap, 2, 200);
    for (const play of [{ runOnSeconds: 40 }, { settings: { settleSeconds: 10 }, isFile: true }]) {
      const played = playScene(scene, play);
      expect(told(played.calls)).toEqual([{ outcome, sipCode: status, rounds: 1, ended: undefined, talkSeconds: undefined }, answered]);
      expect(new Set(played.calls.map(({ callKey }) => callKey)).size).toBe(1);
      expect(countEvents(played, 'call.answered')).toBe(1);
      expect(countEvents(played, 'call.ended')).toBe(2);
    }
  });

  test.each([401, 407, 413, 415, 416, 420, 422, 302])('with %s is its next round, as late as one waits for it', (status) => {
    const scene = tried(0, 1, status) + tried(31, 2, 200);
    for (const play of [{ runOnSeconds: 40 }, { settings: { settleSeconds: 10 }, isFile: true }]) {
      expect(told(playScene(scene, play).calls)).toEqual([{ ...answered, rounds: 2 }]);
    }
  });

  test('with 407 that comes later than one waits is another attempt: what was told of the first one stays', () => {
    const scene = tried(0, 1, 407) + tried(38, 2, 200);
    for (const play of [{ runOnSeconds: 60 }, { settings: { settleSeconds: 10 }, isFile: true }]) {
      expect(told(playScene(scene, play).calls)).toEqual([
        { outcome: 'rejected', sipCode: 407, rounds: 1, ended: undefined, talkSeconds: undefined },
        answered,
      ]);
    }
  });

  test('and with its CSeq is another branch of it when it comes at once', () => {
    expect(told(playScene(tried(0, 1, 503) + tried(0.5, 1, 200, { via: 'other' }), { runOnSeconds: 40 }).calls)).toMatchObject([
      { outcome: 'answered', ended: 'bye' },
    ]);
  });
});

describe('a Call-ID and tag used again', () => {
  test('five seconds after the BYE makes a call of its own, and the first one stays', () => {
    const scene = tried(0, 1, 200, { talk: 10, via: 'first' }) + tried(15.3, 1, 200, { talk: 30, via: 'second' });
    expect(told(playScene(scene, { runOnSeconds: 40 }).calls)).toEqual([{ ...answered, talkSeconds: 10 }, answered]);
  });

  test('gives each BYE to the dialog of its tag', () => {
    // The first call is answered, not ended, when the second one is made.
    const scene = `${tried(0, 1, 200, { talk: 40 })}${tried(20, 5, 200, { talk: 5 })}`;
    expect(told(playScene(scene, { runOnSeconds: 40 }).calls)).toEqual([
      { ...answered, talkSeconds: 40 },
      { ...answered, talkSeconds: 5 },
    ]);
  });

  test('does not keep the unanswered one open for as long as the other talks', () => {
    const scene = `0 uac > proxy INVITE via=u1\n0.1 proxy > uac 100 via=u1\n${tried(40, 2, 200, { talk: 500 })}`;
    expect(told(playScene(scene, { runOnSeconds: 1 }).calls).map(({ outcome }) => outcome)).toEqual(['failed', 'answered']);
  });
});

test('a refusal that was told stays whole when a late 2xx on its branch makes a dialog after all', () => {
  const late = `
10 proxy > uac 200 via=u0-1 to=t1
10.1 uac > proxy ACK via=k1 to=t1
20 uac > proxy BYE via=b1 to=t1 cseq=2`;
  const [call] = playScene(tried(0, 1, 503) + late, { runOnSeconds: 10 }).calls;
  expect(call).toMatchObject({ outcome: 'failed', state: 'ended', sipCode: 503 });
  for (const name of ['ended', 'answeredAt', 'talkSeconds', 'setupSeconds']) expect(call).not.toHaveProperty(name);
});

test('an answer that overtakes the INVITE of a new attempt is no part of the one before', () => {
  const scene = `
0.0 uac > proxy INVITE via=u1
0.05 proxy > uac 503 via=u1 to=b1
0.06 uac > proxy ACK via=u1 to=b1
9.0 uac > proxy INVITE via=u2 cseq=2
9.01 proxy > uac 100 via=u2 cseq=2
9.5 proxy > uac 200 via=u2 cseq=2 to=b2
9.6 uac > proxy ACK via=k2 cseq=2 to=b2
19.0 uac > proxy BYE via=e2 cseq=3 to=b2`;
  const inOrder = playScene(scene, { runOnSeconds: 10 });
  const late = playScene(scene, { runOnSeconds: 10, delay: (index) => (index === 3 ? 0.25 : 0) });
  expect(late.calls.map(({ version: _, ...call }) => call)).toEqual(inOrder.calls.map(({ version: _, ...call }) => call));
  expect([...late.timelines.values()].map((entries) => entries.length)).toEqual([3, 5]);
  expect(late.events.filter((event) => event.type === 'call.amended')).toEqual([]);
});

test('a proxy that tries the next hop later than a call settles makes no other attempt', () => {
  const scene = `
0.0 uac > proxy INVITE via=u1
0.1 proxy > uas INVITE via=p1,u1
5.0 uas > proxy 503 via=p1,u1 to=x
9.0 proxy > uas2 INVITE via=p2,u1
9.5 uas2 > proxy 200 via=p2,u1 to=b
9.6 proxy > uac 200 via=u1 to=b
9.7 uac > proxy ACK via=k1 to=b
39.6 uac > proxy BYE via=b1 to=b cseq=2`;
  expect(told(playScene(scene, { runOnSeconds: 10 }).calls)).toEqual([answered]);
});

interface Step {
  readonly status: number;
  readonly gap: number;
  readonly isSameCseq: boolean;
  readonly talk: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  status: fc.constantFrom(200, 302, 401, 404, 407, 415, 422, 480, 486, 503),
  gap: fc.oneof(fc.integer({ min: 4, max: 30 }), fc.integer({ min: 31, max: 700 })).map((tenths) => tenths / 10),
  isSameCseq: fc.boolean(),
  talk: fc.integer({ min: 1, max: 30 }),
});

test('tries with one Call-ID and tag, in any order and with any pauses, are the same calls live and in a file', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
      let at = 0;
      let cseq = 1;
      const scene = steps
        .map(({ status, gap, isSameCseq, talk }, n) => {
          const text = tried(at, cseq, status, { talk, via: `u${n}`, tag: `t${n}` });
          at += gap + (status < 300 ? talk : 0.2) + 0.3;
          cseq += isSameCseq ? 0 : 2;
          return text;
        })
        .join('');
      const tell = (calls: readonly CallRecord[]) => JSON.stringify(calls.map(({ id: _, version: __, ...record }) => record));
      const live = playScene(scene, { runOnSeconds: 60 });
      const file = playScene(scene, { settings: { settleSeconds: 10 }, isFile: true });
      expect(tell(file.calls)).toBe(tell(live.calls));
      expect(live.calls.filter(({ outcome }) => outcome === 'answered')).toHaveLength(steps.filter(({ status }) => status === 200).length);
      expect(countEvents(live, 'call.answered')).toBe(countEvents(file, 'call.answered'));
    }),
    { numRuns: rounds(150, 1000) },
  );
});

describe('a call whose INVITE names a trace', () => {
  const trace = (digit: string): string => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`;
  const messages = sceneEvents(
    readScene(
      '0 uac > proxy INVITE via=u1\n0.01 proxy > uas INVITE via=p1,u1\n0.5 uas > proxy 486 via=p1,u1 to=b\n0.51 proxy > uac 486 via=u1 to=b',
      SCENE_START,
    ),
  );
  const [first, second, ...rest] = messages;
  if (first === undefined || second === undefined) throw new Error('no scene');
  const captured = [{ ...first, traceparent: trace('a') }, { ...second, traceparent: trace('b') }, ...rest];

  test('belongs to the trace that came first', () => {
    expect(playMessages(captured).calls.map(({ traceparent }) => traceparent)).toEqual([trace('a')]);
  });

  test('belongs to no other where it names none', () => {
    expect(playMessages(messages).calls[0]).not.toHaveProperty('traceparent');
  });
});

describe('an INVITE that a proxy sends to more next hops than are gone through one by one', () => {
  const near = (at: number): string => `${at} uac > proxy INVITE via=u1 cseq=1\n${at + 20} proxy > uac 486 via=u1 cseq=1 to=x`;
  const branch = (at: number, place: number): string =>
    `${at} proxy > uas${place} INVITE via=p${place},u1 cseq=1\n${at + 10} uas${place} > proxy 486 via=p${place},u1 cseq=1 to=y${place}`;
  const branches = (from: number): string => Array.from({ length: 14 }, (_, place) => branch(from + place / 100, place)).join('\n');

  test.each([
    ['after it came in', `${near(0)}\n${branches(0.1)}`],
    ['by a clock that is ahead', `${branches(0)}\n${near(0.5)}`],
    ['again long after it was refused', `${near(0)}\n${branches(0.1)}\n${branch(25, 99)}`],
    ['and that is seen after the answers', `${branches(0)}\n${near(15)}`],
    ['with one more behind each', `${near(0)}\n${branches(0.1)}\n${branches(0.3).replaceAll(/via=p(\d+)/g, 'via=q$1,p$1')}`],
  ])('%s is one call', (_, scene) => {
    const { calls } = playScene(scene, { runOnSeconds: 60 });
    expect(told(calls)).toEqual([{ outcome: 'busy', sipCode: 486, rounds: 1, ended: undefined, talkSeconds: undefined }]);
  });

  test('and that was refused is another than one that shares no hop with it and comes later', () => {
    const later = `25 proxy > uas99 INVITE via=p99 cseq=1\n26 uas99 > proxy 486 via=p99 cseq=1 to=z`;
    expect(playScene(`${near(0)}\n${branches(0.1)}\n${later}`, { runOnSeconds: 60 }).calls).toHaveLength(2);
  });
});
