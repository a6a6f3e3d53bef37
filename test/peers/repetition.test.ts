import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAgentWithoutVia } from './agent-without-via.ts';
import { moved } from './exposition.ts';
import { startLab, type Lab } from './lab.ts';
import { callSeries, expectMessagesOfSipp, measure } from './measure.ts';
import { requires } from './requires.ts';

const answering = (lab: Lab) => ({ scenario: 'uas-answers', port: lab.kamailio.answeringPort, words: { ring: '100', linger: '100' } });
const RETRANSMISSIONS = ['telephony_sip_retransmissions_total', 'method', 'kind', 'direction'] as const;

requires('kamailio', 'sipp')('Repeated and missing messages', () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await startLab();
    await measure(lab, {
      prefix: 'first',
      calls: 1,
      service: 'ok1',
      caller: { scenario: 'uac-answered', args: ['-d', '100'] },
      agents: [answering(lab)],
    });
  });
  afterAll(() => lab?.stop());

  test('an INVITE that the proxy repeats to a slow agent is one attempt', async () => {
    const measurement = await measure(lab, {
      prefix: 'slow',
      calls: 3,
      service: 'ok1',
      caller: { scenario: 'uac-answered', args: ['-d', '300'] },
      agents: [{ scenario: 'uas-slow', port: lab.kamailio.answeringPort }],
    });
    const { before, after, agents, calls } = measurement;
    const repeated = agents[0]?.retransmissions['INVITE'];
    expect(repeated).toBeGreaterThanOrEqual(3);
    expect(moved(before, after, ...RETRANSMISSIONS)).toMatchObject({ 'INVITE request out': repeated });
    expect(callSeries(measurement)).toEqual({
      attempts: { 'answered no': 3 },
      calls: { 'answered normal caller': 3 },
      ended: { bye: 3 },
    });
    for (const call of calls) {
      expect(call).toMatchObject({ attempts: 1, rounds: 1 });
      expect(call['retransmissions']).toBeGreaterThanOrEqual(1);
    }
    expectMessagesOfSipp(measurement);
  });

  test('an answer that is repeated until a late ACK is one answer', async () => {
    const measurement = await measure(lab, {
      prefix: 'late',
      calls: 3,
      service: 'ok1',
      caller: { scenario: 'uac-late-ack', args: ['-d', '300'] },
      agents: [answering(lab)],
    });
    const { before, after, agents, caller } = measurement;
    const repeated = { sent: agents[0]?.retransmissions['200'], received: caller.retransmissions['200'] };
    expect(repeated.sent).toBeGreaterThanOrEqual(3);
    expect(moved(before, after, ...RETRANSMISSIONS)).toMatchObject({
      'INVITE response in': repeated.sent,
      'INVITE response out': repeated.received,
    });
    expect(callSeries(measurement)).toEqual({
      attempts: { 'answered no': 3 },
      calls: { 'answered normal caller': 3 },
      ended: { bye: 3 },
    });
    expectMessagesOfSipp(measurement);
  });

  test('calls over a lossy line are answered, one attempt each, with their retransmissions counted', async () => {
    const measurement = await measure(lab, {
      prefix: 'lossy',
      calls: 20,
      service: 'ok1',
      caller: { scenario: 'uac-answered', args: ['-d', '300', '-lost', '10', '-r', '20'] },
      agents: [answering(lab)],
    });
    const { before, after, agents, caller, calls } = measurement;
    const repeated = Object.values(moved(before, after, 'telephony_sip_retransmissions_total', 'method')).reduce(
      (sum, count) => sum + count,
      0,
    );
    expect(repeated).toBeGreaterThan(0);
    expect(moved(before, after, 'telephony_call_attempts_total', 'outcome')).toEqual({ answered: caller.successful });
    for (const call of calls) expect(call).toMatchObject({ outcome: 'answered', attempts: 1, rounds: 1 });
    const requests = moved(before, after, 'telephony_sip_requests_total', 'method', 'direction');
    expect([requests['INVITE in'], requests['INVITE out']]).toEqual([20, agents[0]?.received['INVITE']]);
  });

  test('a lost ACK ends the call with no_ack once the agent gives up, and is a finding', async () => {
    const measurement = await measure(lab, {
      prefix: 'noack',
      calls: 3,
      service: 'ok1',
      caller: { scenario: 'uac-no-ack' },
      agents: [{ scenario: 'uas-no-ack', port: lab.kamailio.answeringPort }],
    });
    const { before, after } = measurement;
    expect(callSeries(measurement)).toEqual({
      attempts: { 'answered no': 3 },
      calls: { 'answered no_response callee': 3 },
      ended: { no_ack: 3 },
    });
    expect(moved(before, after, 'telephony_call_findings_total', 'finding')).toEqual({ no_ack: 3 });
    // The agent repeats each of its answers twice, and the proxy passes them on.
    expect(moved(before, after, ...RETRANSMISSIONS)).toMatchObject({ 'INVITE response in': 6, 'INVITE response out': 6 });
  });

  test('an answer without Via is joined to its call', async () => {
    const measurement = await measure(lab, {
      prefix: 'no-via',
      calls: 3,
      service: 'bare1',
      caller: { scenario: 'uac-answered', args: ['-d', '300'] },
      agents: [answering(lab)],
    });
    const { before, after, calls } = measurement;
    expect(callSeries(measurement)).toEqual({
      attempts: { 'answered no': 3 },
      calls: { 'answered normal caller': 3 },
      ended: { bye: 3 },
    });
    expect(moved(before, after, 'telephony_sip_anomalies_total', 'anomaly')).toEqual({ no_via: 6 });
    for (const call of calls) expect(call).toMatchObject({ sipCode: 200, hasRung: true, anomalies: ['no_via'] });
    expectMessagesOfSipp(measurement);
  });

  test('an agent without Via, whose answers the proxy cannot pass on, shows as the hop that answered a failed call', async () => {
    const agent = await startAgentWithoutVia(lab.kamailio.answeringPort);
    const { before, after, calls } = await measure(lab, {
      prefix: 'novia',
      calls: 2,
      service: 'silent1',
      caller: { scenario: 'uac-refused', words: { code: '408' } },
    });
    agent.stop();
    const address = `127.0.0.1:${String(lab.kamailio.answeringPort)}`;
    for (const call of calls)
      expect(call).toMatchObject({
        attempts: 1,
        sipCode: 408,
        hopCode: 200,
        hopAddress: address,
        releasedBy: 'network',
        anomalies: ['no_via'],
      });
    expect(moved(before, after, 'telephony_call_attempts_total', 'outcome')['answered']).toBeUndefined();
  });
});
