import { afterAll, beforeAll, expect, test } from 'vitest';
import { moved, type Samples } from './exposition.ts';
import { startLab, type Lab } from './lab.ts';
import { callSeries, expectMessagesOfSipp, measure, type Traffic } from './measure.ts';
import { requires } from './requires.ts';
import { settledCalls } from './ringscope.ts';
import { placeCalls, startAgent } from './sipp.ts';
import { waitUntil } from './wait-until.ts';

interface Case {
  readonly name: string;
  readonly traffic: (lab: Lab) => Omit<Traffic, 'prefix' | 'calls'> & { readonly calls?: number };
  readonly attempts: string;
  readonly call: string;
  readonly ended?: string;
  readonly record: object;
  /** Requests per call that the proxy sends where nobody listens. */
  readonly unheard?: Readonly<Record<string, number>>;
  readonly retransmissions?: Readonly<Record<string, number>>;
}

const answering = (lab: Lab) => ({ scenario: 'uas-answers', port: lab.kamailio.answeringPort, words: { ring: '100', linger: '100' } });
const refusing = (lab: Lab, code: string) => ({ scenario: 'uas-refuses', port: lab.kamailio.refusingPort, words: { code } });
const ringing = (lab: Lab) => ({ scenario: 'uas-rings', port: lab.kamailio.ringingPort });
const refused = (code: string) => ({ scenario: 'uac-refused', words: { code } });

const CASES: readonly Case[] = [
  {
    name: 'an answered call that the caller ends',
    traffic: (lab) => ({ service: 'ok1', caller: { scenario: 'uac-answered', args: ['-d', '300'] }, agents: [answering(lab)] }),
    attempts: 'answered no',
    call: 'answered normal caller',
    ended: 'bye',
    record: { outcome: 'answered', ended: 'bye', releasedBy: 'caller', sipCode: 200, attempts: 1, hasRung: true, reinvites: 0 },
  },
  {
    name: 'a call that the callee ends',
    traffic: (lab) => ({
      service: 'ok1',
      caller: { scenario: 'uac-released' },
      agents: [{ scenario: 'uas-releases', port: lab.kamailio.answeringPort }],
    }),
    attempts: 'answered no',
    call: 'answered normal callee',
    ended: 'bye',
    record: { outcome: 'answered', ended: 'bye', releasedBy: 'callee', attempts: 1 },
  },
  {
    name: 'a re-INVITE within a call',
    traffic: (lab) => ({ service: 'ok1', caller: { scenario: 'uac-reinvite' }, agents: [answering(lab)] }),
    attempts: 'answered no',
    call: 'answered normal caller',
    ended: 'bye',
    record: { outcome: 'answered', ended: 'bye', releasedBy: 'caller', attempts: 1, rounds: 1, reinvites: 1 },
  },
  {
    name: 'a busy callee',
    traffic: (lab) => ({ service: 'refuse1', caller: refused('486'), agents: [refusing(lab, '486')] }),
    attempts: 'busy no',
    call: 'busy busy callee',
    record: { outcome: 'busy', cause: 'busy', releasedBy: 'callee', sipCode: 486, hopCode: 486, attempts: 1 },
  },
  {
    name: 'a number that the proxy does not know',
    traffic: () => ({ service: 'nobody1', caller: refused('404') }),
    attempts: 'rejected no',
    call: 'rejected unallocated network',
    record: { outcome: 'rejected', cause: 'unallocated', releasedBy: 'network', sipCode: 404, attempts: 1 },
  },
  {
    name: "a carrier's 503, which the proxy turns into 500",
    traffic: (lab) => ({ service: 'refuse1', caller: refused('500'), agents: [refusing(lab, '503')] }),
    attempts: 'failed no',
    call: 'failed server_error network',
    record: { outcome: 'failed', releasedBy: 'network', sipCode: 500, hopCode: 503, attempts: 1 },
  },
  {
    name: "the proxy's own 503",
    traffic: () => ({ service: 'over1', caller: refused('503') }),
    attempts: 'failed no',
    call: 'failed congestion network',
    record: { outcome: 'failed', cause: 'congestion', releasedBy: 'network', sipCode: 503, attempts: 1 },
  },
  {
    name: 'a caller who gives up',
    traffic: (lab) => ({ service: 'ring1', caller: { scenario: 'uac-cancel' }, agents: [ringing(lab)] }),
    attempts: 'cancelled no',
    call: 'cancelled cancelled caller',
    record: { outcome: 'cancelled', cause: 'cancelled', releasedBy: 'caller', sipCode: 487, attempts: 1, hasRung: true },
  },
  {
    name: 'a callee who does not pick up in time',
    traffic: (lab) => ({ service: 'ring1', caller: refused('408'), agents: [ringing(lab)] }),
    attempts: 'no_answer no',
    call: 'no_answer no_answer network',
    record: { outcome: 'no_answer', cause: 'no_answer', releasedBy: 'network', sipCode: 408, attempts: 1, hasRung: true },
  },
  {
    name: 'a dead next hop',
    traffic: () => ({ service: 'dead1', caller: refused('408') }),
    attempts: 'failed no',
    call: 'failed no_response network',
    record: { outcome: 'failed', cause: 'no_response', releasedBy: 'network', sipCode: 408, attempts: 1, hasRung: false },
    unheard: { INVITE: 1 },
    retransmissions: { 'INVITE request out': 1 },
  },
  {
    name: 'a carrier that refuses with 503 and a second one that answers',
    traffic: (lab) => ({
      service: 'failover1',
      caller: { scenario: 'uac-answered', args: ['-d', '300'] },
      agents: [refusing(lab, '503'), answering(lab)],
    }),
    attempts: 'answered no',
    call: 'answered normal caller',
    ended: 'bye',
    record: { outcome: 'answered', ended: 'bye', sipCode: 200, attempts: 1 },
  },
];

const CALLS = 3;
const MOST_ROUNDS = 5;

requires('kamailio', 'sipp')('Calls through a real Kamailio', () => {
  let lab: Lab;
  let counter = 0;

  beforeAll(async () => {
    lab = await startLab();
    // The first relayed call teaches which addresses are the proxy's own.
    await measure(lab, {
      prefix: 'first',
      calls: 1,
      service: 'ok1',
      caller: { scenario: 'uac-answered', args: ['-d', '100'] },
      agents: [answering(lab)],
    });
  });
  afterAll(() => lab?.stop());

  test.each(CASES)('$name is counted as SIPp counts it', async (one) => {
    counter += 1;
    const measurement = await measure(lab, { calls: CALLS, prefix: `case${String(counter)}`, ...one.traffic(lab) });
    expect(callSeries(measurement)).toEqual({
      attempts: { [one.attempts]: CALLS },
      calls: { [one.call]: CALLS },
      ended: one.ended === undefined ? {} : { [one.ended]: CALLS },
    });
    for (const call of measurement.calls) expect(call).toMatchObject(one.record);
    const perCall = (counts: Readonly<Record<string, number>>) =>
      Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count * CALLS]));
    expectMessagesOfSipp(measurement, perCall(one.unheard ?? {}));
    const { before, after } = measurement;
    // A busy machine may repeat more than it has to.
    const repeated = moved(before, after, 'telephony_sip_retransmissions_total', 'method', 'kind', 'direction');
    expect(repeated).toMatchObject(perCall(one.retransmissions ?? {}));
  });

  test('a failover shows one failed branch and one that answered', async () => {
    const calls = (await lab.ringscope.calls(`case${String(counter)}-`)).slice(0, 1);
    const { kamailio } = lab;
    expect(calls).toMatchObject([
      {
        legs: [
          { depth: 1, address: `127.0.0.1:${String(kamailio.port)}`, status: 200 },
          { depth: 2, address: `127.0.0.1:${String(kamailio.refusingPort)}`, status: 503, outcome: 'failed' },
          { depth: 2, address: `127.0.0.1:${String(kamailio.answeringPort)}`, status: 200, outcome: 'answered' },
        ],
      },
    ]);
  });

  /** A call while it is talked, and the metrics then: how long after its answer they were there, in seconds. */
  async function seenTalking(prefix: string): Promise<{ readonly laterSeconds: number; readonly samples: Samples }> {
    const agent = await startAgent({ ...answering(lab), folder: lab.folder });
    const placed = placeCalls({
      scenario: 'uac-answered',
      args: ['-d', '5000'],
      folder: lab.folder,
      proxyPort: lab.kamailio.port,
      prefix,
      service: 'ok1',
      calls: 1,
    });
    const seen = await waitUntil('the provisional answer', 90, async () => {
      const [call] = await lab.ringscope.calls(`${prefix}-`);
      return call?.outcome === 'answered' ? { call, samples: await lab.ringscope.samples(), at: Date.now() / 1000 } : undefined;
    });
    await placed;
    await agent.finish();
    expect(seen.call).toMatchObject({ state: 'answered', isProvisional: true });
    await settledCalls(lab.ringscope, `${prefix}-`, 1);
    return { laterSeconds: seen.at - (seen.call.answeredAt ?? 0), samples: seen.samples };
  }

  test('a call is visible with its provisional outcome, and the message counters have moved, within 1 s of its packets', async () => {
    // In one round at least, for a machine may have something else to do.
    for (let round = 0; ; round += 1) {
      const before = await lab.ringscope.samples();
      const { laterSeconds, samples } = await seenTalking(`provisional${round}`);
      if (laterSeconds >= 1 && round < MOST_ROUNDS) continue;
      expect(laterSeconds).toBeLessThan(1);
      expect(moved(before, samples, 'telephony_sip_requests_total', 'method', 'direction')).toMatchObject({
        'INVITE in': 1,
        'INVITE out': 1,
      });
      expect(moved(before, samples, 'telephony_sip_responses_total', 'class', 'direction')).toMatchObject({ '2xx in': 1, '2xx out': 1 });
      expect(moved(before, samples, 'telephony_call_attempts_total', 'outcome')).toEqual({});
      expect(samples.get('telephony_calls_active{state="answered"}')?.value).toBe(1);
      break;
    }
  });
});
