import { describe, expect, test } from 'vitest';
import { countKpis } from '../core/index.ts';
import { playScene } from '../testing/run-scene.ts';
import { readScene, sceneEvents, watchTracker } from '../testing/index.ts';

const START = 1_795_219_200;
const ANSWERS = `
0.5 uas > uac 180 via=u1 to=b
2.0 uas > uac 200 via=u1 to=b sdp
12.0 uas > uac BYE via=s1 from=b to=a cseq=7`;

describe('a call of which only answers were captured', () => {
  test('has outcome, code, ring and talk, and no time that begins with its INVITE', () => {
    const [call] = playScene(ANSWERS).calls;
    expect(call).toMatchObject({
      outcome: 'answered',
      sipCode: 200,
      ringSeconds: 1.5,
      talkSeconds: 10,
      ended: 'bye',
      releasedBy: 'callee',
      isAnswerOnly: true,
    });
    for (const name of ['srdSeconds', 'pddSeconds', 'setupSeconds']) expect(call).not.toHaveProperty(name);
  });

  test('moves no counter of calls and no gauge', () => {
    const { events } = playScene(ANSWERS);
    const told = events.filter(({ type }) => /^(call|dialog)\./.test(type));
    expect(told.filter(({ type }) => type !== 'call.active')).toEqual([]);
    expect(told.length).toBeGreaterThan(0);
    for (const event of told) expect(event).toMatchObject({ count: 0, peakCount: 0 });
  });

  test.each([
    ['486', { outcome: 'busy', sipCode: 486 }],
    ['503', { outcome: 'failed', sipCode: 503 }],
  ])('is told by a lone %s', (code, expected) => {
    expect(playScene(`0 uas > uac ${code} via=u1 to=b`, { runOnSeconds: 60 }).calls).toMatchObject([{ ...expected, isAnswerOnly: true }]);
  });

  test.each(['0 uas > uac 100 via=u1', '0 uas > uac 200 via=u1 to=b of=OPTIONS', '0 uas > uac 200 via=u1 to=b of=BYE'])(
    'is none for %s',
    (line) => {
      expect(playScene(line, { runOnSeconds: 60 }).calls).toEqual([]);
    },
  );

  test('is none where the answer may be that to a re-INVITE', () => {
    const late = '0 uac > uas INFO via=i1 to=b cseq=2\n5 uas > uac 200 via=r1 to=b cseq=3';
    expect(playScene(late, { runOnSeconds: 60 }).calls).toEqual([]);
    const asked = '0 uac > uas INVITE via=r1 to=b cseq=3\n0.1 uas > uac 200 via=r1 to=b cseq=3';
    expect(playScene(asked, { runOnSeconds: 60 }).calls).toEqual([]);
  });

  test('counts like any other once its INVITE comes, however late', () => {
    const lines = '0.000 uac > uas INVITE via=u1\n0.5 uas > uac 200 via=u1 to=b\n0.6 uac > uas ACK via=u2 to=b';
    const { calls } = playScene(lines, { delay: (index) => (index === 0 ? 1.5 : 0) });
    expect(calls).toMatchObject([{ outcome: 'answered', setupSeconds: 0.5 }]);
    expect(calls[0]).not.toHaveProperty('isAnswerOnly');
    expect(countKpis(calls).attempts).toBe(1);
  });
});

test('forged answers go first from a full table, are counted as let go, and the calls beside them stay', () => {
  const { tracker, emit, events } = watchTracker({ maxCalls: 100 });
  const real = Array.from(
    { length: 50 },
    (_, n) => `${n / 100} uac > proxy INVITE via=u${n} call=real${n}\n${n / 100} proxy > uac 180 via=u${n} to=b call=real${n}`,
  );
  const forged = Array.from({ length: 1000 }, (_, n) => `${1 + n / 100} evil > proxy 200 via=f${n} to=x call=forged${n}`);
  let now = START;
  for (const event of sceneEvents(readScene([...real, ...forged].join('\n'), START))) {
    for (; now <= event.at; now += 0.2) tracker.tick(now);
    emit(event);
  }
  tracker.tick(START + 12);
  expect(tracker.counts).toMatchObject({ ringing: 50, answered: 0 });
  const letGo = events.flatMap((event) => (event.type === 'event.dropped' && event.reason === 'table_full' ? [event.count] : []));
  expect(letGo.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(900);
});

test('a failover of which only answers were captured is answered by the branch that answered', () => {
  const lines = `
0.100 uas > proxy 503 via=p1,u1 to=b
0.200 uas2 > proxy 180 via=p2,u1 to=d
2.000 uas2 > proxy 200 via=p2,u1 to=d
9.000 uas2 > proxy BYE via=s1 from=d to=a cseq=1`;
  expect(playScene(lines, { runOnSeconds: 60 }).calls).toMatchObject([
    { outcome: 'answered', sipCode: 200, hopCode: 200, hopAddress: '192.0.2.31:5060', talkSeconds: 7 },
  ]);
});

test('answers that open a call are handed over once it is over, so that a flood of them fills no store', () => {
  const flood = Array.from({ length: 50 }, (_, n) => `${n / 100} evil > proxy 200 via=f${n} to=x call=forged${n}`).join('\n');
  expect(playScene(flood, { runOnSeconds: 200 }).outputs).toEqual([]);
  expect(playScene(flood, { runOnSeconds: 320 }).calls).toHaveLength(50);
});

const RINGING = '0.000 uac > uas INVITE via=u1\n0.100 uas > uac 180 via=u1 to=b';
const TALK =
  '2.000 uas > uac 200 via=u1 to=b\n2.010 uac > uas ACK via=u2 to=b\n9.000 uac > uas BYE via=u3 to=b cseq=2\n9.010 uas > uac 200 via=u3 to=b cseq=2 of=BYE';

test.each(['1.000 evil > uac 486 via=x1 to=x cseq=2', '1.000 evil > uac 200 via=x1 to=x cseq=2'])(
  'an answer to a request that nobody sent changes nothing of a call: %s',
  (stray) => {
    const [clean] = playScene(`${RINGING}\n${TALK}`, { runOnSeconds: 60 }).calls;
    const calls = playScene(`${RINGING}\n${stray}\n${TALK}`, { runOnSeconds: 60 }).calls;
    const told = ({ outcome, sipCode, hopAddress, talkSeconds, rounds, ended }: NonNullable<typeof clean>): object => ({
      outcome,
      sipCode,
      hopAddress,
      talkSeconds,
      rounds,
      ended,
    });
    expect(calls).toHaveLength(1);
    for (const call of calls) expect(told(call)).toEqual(clean === undefined ? undefined : told(clean));
    expect(clean).toMatchObject({ outcome: 'answered', talkSeconds: 7, rounds: 1 });
  },
);

test('the hop of an answered call is the deepest also where a B2BUA has a To-tag of its own on either side', () => {
  const lines = `
0.000 uac > proxy INVITE via=u1
0.001 proxy > uas INVITE via=p1,u1
2.000 uas > proxy 200 via=p1,u1 to=inner
2.001 proxy > uac 200 via=u1 to=outer
2.010 uac > proxy ACK via=u2 to=outer`;
  expect(playScene(lines).calls).toMatchObject([{ outcome: 'answered', hopAddress: '192.0.2.30:5060' }]);
});
