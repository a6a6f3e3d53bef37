import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { moved, type Samples } from './exposition.ts';
import { startLab, type Lab } from './lab.ts';
import { measure, type Measurement, type Traffic } from './measure.ts';
import { requires } from './requires.ts';
import type { SippCounts } from './sipp.ts';
import { waitUntil } from './wait-until.ts';

const CALLS = 4;
const answering = (lab: Lab) => ({ scenario: 'uas-answers', port: lab.kamailio.answeringPort, words: { ring: '100', linger: '100' } });

/** Answers to INVITEs by class as SIPp counted them; of the 200s it got, one each was for the other requests that it sent. */
function inviteAnswers({ sent, received }: SippCounts): Readonly<Record<string, number>> {
  const classes: Record<string, number> = {};
  for (const [name, count] of Object.entries(received)) {
    const others = name === '200' ? (sent['BYE'] ?? 0) + (sent['UPDATE'] ?? 0) - (received['422'] ?? 0) : 0;
    const isAnswer = /^\d{3}$/.test(name) && name !== '422' && count > others;
    if (isAnswer) classes[`${name.slice(0, 1)}xx`] = (classes[`${name.slice(0, 1)}xx`] ?? 0) + count - others;
  }
  return classes;
}

/** Final answers alone, as VoiceServer counts those to INVITEs that come in. */
function finalOf({ '1xx': _, ...finals }: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return finals;
}

/** What the counters of calls moved by that a SIP stack would tell, and those of the presets that have names for them. */
function toldOf({ before, after }: Pick<Measurement, 'before' | 'after'>) {
  const of = (metric: string, ...by: readonly string[]) => moved(before, after, metric, ...by);
  return {
    byes: of('telephony_sip_byes_total', 'by', 'reason'),
    refreshes: of('telephony_sip_session_refreshes_total', 'outcome'),
    answers: of('telephony_sip_invite_results_total', 'class'),
    timeouts: of('telephony_sip_transaction_timeouts_total', 'method'),
    identities: of('telephony_sip_stir_verifications_total', 'outcome'),
    dialogs: {
      ...of('telephony_sip_dialogs_created_total', 'direction'),
      ...of('telephony_sip_dialogs_ended_total', 'reason'),
      ...of('telephony_sip_dialogs_active', 'source'),
    },
    voiceserver: {
      byes: of('sip_bye_total', 'by', 'reason_class'),
      refreshes: of('sip_session_timer_refresh_total', 'result'),
      answers: of('sip_invite_result_total', 'class'),
      timeouts: of('sip_transaction_timeout_total', 'method'),
      identities: of('sip_stir_verify_total', 'result'),
    },
    rustpbx: {
      ...of('rustpbx_sip_dialogs_created_total', 'direction'),
      ...of('rustpbx_sip_dialogs_terminated_total', 'reason'),
      ...of('rustpbx_sip_dialogs_active'),
    },
  };
}

const NOTHING = { byes: {}, refreshes: {}, timeouts: {}, identities: {} };

requires('kamailio', 'sipp')('What a real Kamailio shows of SIP stacks', () => {
  let lab: Lab;
  const run = (traffic: Omit<Traffic, 'calls'>) => measure(lab, { calls: CALLS, ...traffic });

  beforeAll(async () => {
    lab = await startLab({ flags: ['--presets', 'voiceserver,rustpbx'] });
    await run({ prefix: 'first', service: 'ok1', caller: { scenario: 'uac-answered', args: ['-d', '100'] }, agents: [answering(lab)] });
  });
  afterAll(() => lab?.stop());

  describe('calls', () => {
    test('that the caller ends: one BYE of the other side each, as many as SIPp sent, and a dialog each', async () => {
      const measured = await run({
        prefix: 'caller',
        service: 'ok1',
        caller: { scenario: 'uac-answered', args: ['-d', '300'] },
        agents: [answering(lab)],
      });
      const { BYE } = measured.caller.sent;
      expect(BYE).toBe(CALLS);
      const answers = inviteAnswers(measured.caller);
      expect(answers).toMatchObject({ '2xx': CALLS });
      expect(toldOf(measured)).toEqual({
        ...NOTHING,
        byes: { 'remote normal': BYE },
        answers,
        dialogs: { unknown: CALLS, bye: CALLS },
        voiceserver: { ...NOTHING, byes: { 'remote normal': BYE }, answers: finalOf(answers) },
        rustpbx: { inbound: CALLS, bye: CALLS },
      });
    });

    test('that the callee ends: one BYE of this side each, as many as the answering SIPp sent', async () => {
      const measured = await run({
        prefix: 'callee',
        service: 'ok1',
        caller: { scenario: 'uac-released' },
        agents: [{ scenario: 'uas-releases', port: lab.kamailio.answeringPort }],
      });
      const BYE = measured.agents[0]?.sent['BYE'];
      expect(BYE).toBe(CALLS);
      expect(toldOf(measured)).toMatchObject({ byes: { 'local normal': BYE }, voiceserver: { byes: { 'local normal': BYE } } });
      expect(measured.caller.sent['BYE']).toBeUndefined();
    });

    test('whose session is refreshed after a 422: each 422 and each refresh once, though two hops show them, and the reason of the BYE', async () => {
      const measured = await run({
        prefix: 'refresh',
        service: 'ok1',
        caller: { scenario: 'uac-refresh', words: { reason: 'Q.850;cause=21;text="Call rejected"' } },
        agents: [{ scenario: 'uas-refresh', port: lab.kamailio.answeringPort }],
      });
      const { sent, received } = measured.caller;
      expect([sent['UPDATE'], received['422']]).toEqual([2 * CALLS, CALLS]);
      const refreshed = (sent['UPDATE'] ?? 0) - (received['422'] ?? 0);
      expect(toldOf(measured)).toMatchObject({
        byes: { 'remote user_hangup': sent['BYE'] },
        refreshes: { bumped: received['422'], ok: refreshed },
        answers: inviteAnswers(measured.caller),
        timeouts: {},
        identities: { verified: CALLS },
        voiceserver: {
          byes: { 'remote user-hangup': sent['BYE'] },
          refreshes: { '422-bumped': received['422'], ok: refreshed },
          identities: { verified: CALLS },
        },
      });
    });

    test.each([
      { name: 'busy', service: 'refuse1', code: '486' },
      { name: "an upstream's 503", service: 'over1', code: '503' },
    ])('that are refused, $name: answers by class as SIPp got them, and no dialog', async ({ service, code }) => {
      const agents = service === 'over1' ? [] : [{ scenario: 'uas-refuses', port: lab.kamailio.refusingPort, words: { code } }];
      const measured = await run({ prefix: `refused${code}`, service, caller: { scenario: 'uac-refused', words: { code } }, agents });
      const answers = inviteAnswers(measured.caller);
      expect(answers).toMatchObject({ [`${code.slice(0, 1)}xx`]: CALLS });
      expect(toldOf(measured)).toEqual({
        ...NOTHING,
        answers,
        dialogs: {},
        voiceserver: { ...NOTHING, answers: finalOf(answers) },
        rustpbx: {},
      });
    });

    test('that are challenged: the challenge is an answer as well', async () => {
      const measured = await run({
        prefix: 'digest',
        service: 'auth1',
        caller: { scenario: 'uac-authenticated', args: ['-d', '300'] },
        agents: [answering(lab)],
      });
      expect(toldOf(measured).answers).toEqual(inviteAnswers(measured.caller));
      expect(toldOf(measured).answers).toMatchObject({ '2xx': CALLS, '4xx': CALLS });
    });

    test('to a dead next hop: one INVITE each that nobody answered', async () => {
      const measured = await run({ prefix: 'nowhere', service: 'dead1', caller: { scenario: 'uac-refused', words: { code: '408' } } });
      expect(toldOf(measured)).toMatchObject({ timeouts: { INVITE: CALLS }, voiceserver: { timeouts: { INVITE: CALLS } } });
    });
  });

  describe('registrations', () => {
    const register = (user: string, expires: string) =>
      measure(lab, {
        prefix: `reg-${user}-${expires}`,
        calls: 1,
        records: 0,
        service: user,
        caller: {
          scenario: 'uac-register',
          words: { user, password: 'secret', code: '200', expires },
          args: ['-key', 'contact_user', user, '-key', 'contact_port', String(lab.kamailio.answeringPort)],
        },
      });
    const gauges = (samples: Samples) => [
      samples.get('telephony_registrations_active{source="hep"}')?.value,
      samples.get('rustpbx_sip_registrations_active{}')?.value,
    ];
    const registered = (count: number | undefined) =>
      waitUntil(`${String(count)} registered`, 90, async () => {
        const found = gauges(await lab.ringscope.samples());
        return found.every((one) => one === count) ? true : undefined;
      });

    test('are absent until somebody registers, refreshed ones count once, and removed and expired ones no more', async () => {
      expect(gauges(await lab.ringscope.samples())).toEqual([undefined, undefined]);
      await register('anna', '600');
      await registered(1);
      await register('bert', '600');
      await registered(2);
      await register('anna', '300');
      // It expires while the others stay.
      await register('carl', '20');
      await registered(3);
      await registered(2);
      await register('bert', '0');
      await registered(1);
    });
  });
});
