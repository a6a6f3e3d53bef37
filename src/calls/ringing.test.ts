import { describe, expect, test } from 'vitest';
import type { TelephonyEvent } from '../core/index.ts';
import { countEvents, playScene } from '../testing/run-scene.ts';

const ALERTED = `
0.0 uac > proxy INVITE via=u1
0.5 proxy > uac 180 via=u1 to=b`;
const ANSWER = `
400.0 proxy > uac 200 via=u1 to=b
400.1 uac > proxy ACK via=u2 to=b
430.0 uac > proxy BYE via=u3 to=b cseq=2`;

const silent = (event: TelephonyEvent): boolean => event.type === 'call.finding' && event.finding === 'silent_setup';

describe('a call that has rung', () => {
  test('is answered after more than six minutes of ringing, and marked as silent once', () => {
    const played = playScene(ALERTED + ANSWER);
    expect(played.calls).toMatchObject([{ outcome: 'answered', ended: 'bye', talkSeconds: 30 }]);
    expect(played.events.filter(silent)).toHaveLength(1);
  });

  test('is given up after half an hour of silence', () => {
    expect(playScene(ALERTED, { runOnSeconds: 1790 }).calls).toMatchObject([{ state: 'ringing' }]);
    expect(playScene(ALERTED, { runOnSeconds: 1810 }).calls).toMatchObject([{ state: 'ended', outcome: 'unknown', cause: 'no_response' }]);
  });

  test('waits as long as its INVITE says', () => {
    const patient = ALERTED.replace('via=u1', 'via=u1 expires=3600');
    expect(playScene(patient, { runOnSeconds: 3590 }).calls).toMatchObject([{ state: 'ringing' }]);
    expect(playScene(patient, { runOnSeconds: 3610 }).calls).toMatchObject([{ state: 'ended', outcome: 'unknown' }]);
  });

  test.each([
    '1200 proxy > uac 182 via=u1 to=b',
    '1200 uac > proxy PRACK via=u5 to=b cseq=2',
    '1200 uac > proxy UPDATE via=u5 to=b cseq=2',
  ])('waits anew after %s', (line) => {
    expect(playScene(`${ALERTED}\n${line}`, { runOnSeconds: 1790 }).calls).toMatchObject([{ state: 'ringing' }]);
  });

  test('is given up earlier where its source has a time of its own, or a longer one is set', () => {
    const sweepSources = new Map([['hep', 60]]);
    expect(playScene(ALERTED, { runOnSeconds: 70, settings: { sweepSources } }).calls).toMatchObject([{ state: 'ended' }]);
    expect(playScene(ALERTED, { runOnSeconds: 1900, settings: { sweepUnansweredSeconds: 2000 } }).calls).toMatchObject([
      { state: 'ringing' },
    ]);
  });
});

describe('early media alone', () => {
  const MEDIA = ALERTED.replace('180 via=u1 to=b', '183 via=u1 to=b sdp');

  test('starts no ringing, and the call waits as long as one that rings', () => {
    const played = playScene(MEDIA, { runOnSeconds: 1790 });
    expect(played.calls).toMatchObject([{ state: 'setup', hasRung: false }]);
    expect(countEvents(played, 'call.ringing')).toBe(0);
    expect(playScene(MEDIA, { runOnSeconds: 1810 }).calls).toMatchObject([{ state: 'ended', outcome: 'unknown' }]);
  });

  test.each([
    ['408', { outcome: 'no_answer', cause: 'no_answer' }],
    ['480', { outcome: 'no_answer', cause: 'no_answer' }],
    ['487', { outcome: 'cancelled', cause: 'cancelled' }],
  ])('of the far end for 25 s is ringing in band once %s ends it', (code, expected) => {
    const cancel = code === '487' ? '25.4 uac > proxy CANCEL via=u1\n' : '';
    const [call] = playScene(`${MEDIA}\n${cancel}25.5 proxy > uac ${code} via=u1 to=b`).calls;
    expect(call).toMatchObject({ ...expected, hasRung: true, earlyMediaSeconds: 25 });
    expect(call).not.toHaveProperty('ringSeconds');
    expect(call).not.toHaveProperty('ringingAt');
  });

  test.each([
    ['a tone of 4 s', '4.5 proxy > uac 480 via=u1 to=b', { outcome: 'rejected', cause: 'unavailable' }],
    [
      'that of a proxy before a hop that says nothing',
      '0.6 proxy > uas INVITE via=p1,u1\n40 proxy > uac 408 via=u1 to=b',
      { outcome: 'failed', cause: 'no_response' },
    ],
  ])('is no ringing: %s', (_, lines, expected) => {
    expect(playScene(`${MEDIA}\n${lines}`).calls).toMatchObject([{ ...expected, hasRung: false }]);
  });
});

test('a call that nobody has alerted has failed after Timer C, and is not told as silent', () => {
  const played = playScene('0 uac > proxy INVITE via=u1 expires=3600\n0.1 proxy > uac 100 via=u1', { runOnSeconds: 310 });
  expect(played.calls).toMatchObject([{ state: 'ended', outcome: 'failed', cause: 'no_response' }]);
  expect(countEvents(played, 'call.finding')).toBe(0);
});
