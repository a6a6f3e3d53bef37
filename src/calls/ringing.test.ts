import { describe, expect, test } from 'vitest';
import type { TelephonyEvent } from '../core/index.ts';
import { countEvents, playScene } from '../testing/run-scene.ts';

const ALERTED = `
0.0 uac > proxy INVITE via=u1
0.5 proxy > uac 183 via=u1 to=b sdp`;
const ANSWER = `
400.0 proxy > uac 200 via=u1 to=b
400.1 uac > proxy ACK via=u2 to=b
430.0 uac > proxy BYE via=u3 to=b cseq=2`;

const silent = (event: TelephonyEvent): boolean => event.type === 'call.finding' && event.finding === 'silent_setup';

describe('a call that has rung', () => {
  test('is answered after more than six minutes of announcement, and marked as silent once', () => {
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

test('a call that nobody has alerted has failed after Timer C, and is not told as silent', () => {
  const played = playScene('0 uac > proxy INVITE via=u1 expires=3600\n0.1 proxy > uac 100 via=u1', { runOnSeconds: 310 });
  expect(played.calls).toMatchObject([{ state: 'ended', outcome: 'failed', cause: 'no_response' }]);
  expect(countEvents(played, 'call.finding')).toBe(0);
});
