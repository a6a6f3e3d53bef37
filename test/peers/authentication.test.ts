import { afterAll, beforeAll, expect, test } from 'vitest';
import { moved, type Samples } from './exposition.ts';
import { startLab, type Lab } from './lab.ts';
import { callSeries, expectMessagesOfSipp, measure, type Measurement } from './measure.ts';
import { requires } from './requires.ts';
import { waitUntil } from './wait-until.ts';

const SCANNERS = 1000;
const NOTHING: Samples = new Map();

const answering = (lab: Lab) => ({ scenario: 'uas-answers', port: lab.kamailio.answeringPort, words: { ring: '100', linger: '100' } });

/** Answered over all attempts but the challenged ones. */
function answerSeizureRatio(samples: Samples): number {
  const byOutcome = moved(NOTHING, samples, 'telephony_call_attempts_total', 'outcome', 'challenged');
  const counted = Object.entries(byOutcome).filter(([group]) => group.endsWith(' no'));
  return (byOutcome['answered no'] ?? 0) / counted.reduce((sum, [, count]) => sum + count, 0);
}

/** Session Establishment Ratio of RFC 6076: 2xx over all attempts but those that ended in 3xx, 401, 402 or 407. */
function sessionEstablishmentRatio(before: Samples, after: Samples): number {
  const finals = moved(before, after, 'telephony_sip_invite_finals_total', 'final');
  const counted = Object.entries(finals).filter(([final]) => !['3xx', '401', '402', '407'].includes(final));
  return (finals['2xx'] ?? 0) / counted.reduce((sum, [, count]) => sum + count, 0);
}

requires('kamailio', 'sipp')('Challenges and registrations', () => {
  let lab: Lab;

  const register = (prefix: string, calls: number, password: string, code: string): Promise<Measurement> =>
    measure(lab, {
      prefix,
      calls,
      records: 0,
      service: 'bob',
      caller: {
        scenario: 'uac-register',
        words: { user: 'bob', password, code },
        args: ['-key', 'contact_user', 'phone77', '-key', 'contact_port', String(lab.kamailio.answeringPort)],
      },
    });
  /** What the registration counters moved by once so many have settled. */
  const registrations = (before: Samples, count: number) =>
    waitUntil('settled registrations', 90, async () => {
      const outcomes = moved(before, await lab.ringscope.samples(), 'telephony_registrations_total', 'outcome', 'challenged');
      return Object.values(outcomes).reduce((sum, one) => sum + one, 0) >= count ? outcomes : undefined;
    });

  beforeAll(async () => {
    lab = await startLab({ flags: ['--calls-challenge-seconds', '5'] });
    await measure(lab, {
      prefix: 'first',
      calls: 2,
      service: 'ok1',
      caller: { scenario: 'uac-answered', args: ['-d', '100'] },
      agents: [answering(lab)],
    });
  });
  afterAll(() => lab?.stop());

  test('challenged calls that are answered with credentials leave the session establishment ratio at 100 %', async () => {
    const measurement = await measure(lab, {
      prefix: 'digest',
      calls: 5,
      service: 'auth1',
      caller: { scenario: 'uac-authenticated', args: ['-d', '300'] },
      agents: [answering(lab)],
    });
    expect(callSeries(measurement)).toEqual({
      attempts: { 'answered no': 5 },
      calls: { 'answered normal caller': 5 },
      ended: { bye: 5 },
    });
    for (const call of measurement.calls) expect(call).toMatchObject({ attempts: 1, rounds: 2, isChallenged: false, sipCode: 200 });
    expect(sessionEstablishmentRatio(measurement.before, measurement.after)).toBe(1);
    expectMessagesOfSipp(measurement);
  });

  test('1,000 scanner INVITEs that never answer their 407 leave the answer-seizure ratio unchanged', async () => {
    const measurement = await measure(lab, {
      prefix: 'scanner',
      calls: SCANNERS,
      service: 'auth1',
      caller: { scenario: 'uac-scanner', args: ['-r', '200'] },
    });
    const { before, after, calls, caller } = measurement;
    expect(caller.received).toEqual({ 407: SCANNERS });
    expect(callSeries(measurement)).toEqual({
      attempts: { 'rejected yes': SCANNERS },
      calls: { 'rejected auth network': SCANNERS },
      ended: {},
    });
    expect(calls.every((call) => call['isChallenged'] === true && call.outcome === 'rejected' && call['cause'] === 'auth')).toBe(true);
    expect(answerSeizureRatio(after)).toBe(answerSeizureRatio(before));
    expect(answerSeizureRatio(after)).toBe(1);
    expectMessagesOfSipp(measurement);
  });

  test('a registration that answers its challenge is one registration', async () => {
    const { before, caller } = await register('reg', 3, 'secret', '200');
    expect(caller.sent).toEqual({ REGISTER: 6 });
    expect(await registrations(before, 3)).toEqual({ 'registered yes': 3 });
  });

  test('refused credentials are a rejected registration', async () => {
    const { before, caller } = await register('badreg', 3, 'wrong', '403');
    expect(caller.received).toEqual({ 401: 3, 403: 3 });
    expect(await registrations(before, 3)).toEqual({ 'rejected yes': 3 });
  });

  test('a registrar that rewrites the called user makes no second attempt', async () => {
    await register('contact', 1, 'secret', '200');
    const measurement = await measure(lab, {
      prefix: 'lookup',
      calls: 3,
      service: 'bob',
      caller: { scenario: 'uac-answered', args: ['-d', '300'] },
      agents: [answering(lab)],
    });
    expect(callSeries(measurement)).toEqual({
      attempts: { 'answered no': 3 },
      calls: { 'answered normal caller': 3 },
      ended: { bye: 3 },
    });
    for (const call of measurement.calls) expect(call).toMatchObject({ attempts: 1, rounds: 1, legs: [{ depth: 1 }, { depth: 2 }] });
    expectMessagesOfSipp(measurement);
  });
});
