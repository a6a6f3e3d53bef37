import { afterAll, beforeAll, expect, test } from 'vitest';
import { moved } from './exposition.ts';
import { startLab, type Lab } from './lab.ts';
import { callSeries, expectMessagesOfSipp, measure } from './measure.ts';
import { requires } from './requires.ts';

requires('kamailio', 'sipp')('A Kamailio that speaks HEP version 2', () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await startLab({ hepVersion: 2 });
    await measure(lab, { prefix: 'first', calls: 1, service: 'ok1', ...answered(lab) });
  });
  afterAll(() => lab?.stop());

  const answered = (of: Lab) => ({
    caller: { scenario: 'uac-answered', args: ['-d', '300'] },
    agents: [{ scenario: 'uas-answers', port: of.kamailio.answeringPort, words: { ring: '100', linger: '100' } }],
  });

  test('answered and busy calls are counted as SIPp counts them', async () => {
    const talks = await measure(lab, { prefix: 'talks', calls: 5, service: 'ok1', ...answered(lab) });
    expect(callSeries(talks)).toEqual({
      attempts: { 'answered no': 5 },
      calls: { 'answered normal caller': 5 },
      ended: { bye: 5 },
    });
    expectMessagesOfSipp(talks);
    const refusals = await measure(lab, {
      prefix: 'busy',
      calls: 5,
      service: 'refuse1',
      caller: { scenario: 'uac-refused', words: { code: '486' } },
      agents: [{ scenario: 'uas-refuses', port: lab.kamailio.refusingPort, words: { code: '486' } }],
    });
    expect(callSeries(refusals)).toEqual({ attempts: { 'busy no': 5 }, calls: { 'busy busy callee': 5 }, ended: {} });
    expectMessagesOfSipp(refusals);
    expect(moved(new Map(), refusals.after, 'ringscope_source_rejects_total', 'reason')).toEqual({});
  });
});
