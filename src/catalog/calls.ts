import {
  ACTIVE_STATE,
  AMEND_REASON,
  CAUSE,
  DIRECTION,
  ENDED,
  OUTCOME,
  RELEASED_BY,
  catalog,
  isRegular,
  moves,
  type Direction,
  type EventOfType,
} from '../core/index.ts';
import { counter, gauge, histogram, open, type LabelText } from '../metrics/index.ts';
import { SIGNALLING_SECONDS, TALK_SECONDS, WAITING_SECONDS } from './buckets.ts';

const trunk = open(64);

/** Attempts whose set-up has settled: answered over all but the challenged and the redirected is the ASR. */
export const callAttempts = counter('telephony_call_attempts_total', {
  help: 'Call attempts whose set-up has settled, by outcome. challenged: it ended in an authentication challenge or with refused credentials, and counts in no success ratio.',
  labels: { direction: DIRECTION, trunk, outcome: OUTCOME, challenged: ['yes', 'no'] },
});

export const callsEnded = counter('telephony_calls_total', {
  help: 'Calls that are over and have settled, by outcome, cause and who released them.',
  labels: { direction: DIRECTION, outcome: OUTCOME, cause: CAUSE, released_by: RELEASED_BY },
});

export const answeredCallsEnded = counter('telephony_calls_answered_ended_total', {
  help: 'Answered calls that are over, by how they ended. unknown: swept, the BYE was never seen.',
  labels: { direction: DIRECTION, ended: ENDED },
});

export const callsCompleted = counter('telephony_calls_completed_total', {
  help: 'Answered calls that ended by BYE, transfer or replacement, and whose BYE was answered with anything but 408. Over all attempts it is the SCR.',
  labels: { direction: DIRECTION },
});

export const callsOffered = counter('telephony_calls_offered_total', {
  help: 'New call attempts seen, before they have settled.',
  labels: { direction: DIRECTION },
});

export const callsRinging = counter('telephony_calls_ringing_total', {
  help: 'Call attempts that reached alerting, before they have settled.',
  labels: { direction: DIRECTION },
});

export const callsActive = gauge('telephony_calls_active', {
  help: 'Calls in the table by state.',
  labels: { state: ACTIVE_STATE },
});

export const callsActivePeak = gauge('telephony_calls_active_peak', {
  help: 'The most calls of a state at once within the running minute and the one before.',
  labels: { state: ACTIVE_STATE },
});

export const callSetup = histogram('telephony_call_setup_seconds', {
  help: 'INVITE to 2xx, in seconds. Only answered calls.',
  labels: { direction: DIRECTION },
  buckets: WAITING_SECONDS,
  exemplars: true,
});

export const callPdd = histogram('telephony_call_post_dial_delay_seconds', {
  help: 'INVITE to the first 180 or 183, in seconds. Absent for calls without either.',
  labels: { direction: DIRECTION },
  buckets: WAITING_SECONDS,
  exemplars: true,
});

export const callRing = histogram('telephony_call_ring_seconds', {
  help: 'First 180 to the final answer, in seconds. Absent for calls without a 180.',
  labels: { direction: DIRECTION, outcome: OUTCOME },
  buckets: WAITING_SECONDS,
});

export const callEarlyMedia = histogram('telephony_call_early_media_seconds', {
  help: 'First provisional answer with SDP to the final one, in seconds. Absent for calls without early media.',
  labels: { direction: DIRECTION },
  buckets: WAITING_SECONDS,
});

export const callTalk = histogram('telephony_call_talk_seconds', {
  help: 'First 2xx to BYE of calls that ended by BYE, transfer or replacement, in seconds. Sum over count is the ACD.',
  labels: { direction: DIRECTION },
  buckets: TALK_SECONDS,
  exemplars: true,
});

export const callDisconnect = histogram('telephony_call_disconnect_delay_seconds', {
  help: 'Session Disconnect Delay (RFC 6076 4.4): first BYE to the 2xx of the last one, in seconds.',
  labels: { direction: DIRECTION },
  buckets: SIGNALLING_SECONDS,
});

export const callsAmended = counter('telephony_call_amended_total', {
  help: 'Settled calls whose record was changed by something that came later. Their counters did not move.',
  labels: { reason: AMEND_REASON },
});

export const callFindings = counter('telephony_call_findings_total', {
  help: 'Calls that show a known fault.',
  labels: { finding: ['no_ack', 'no_bye', 'cancel_race', 'one_direction', 'silent_setup'] },
});

export const emergencyAttempts = counter('telephony_call_emergency_attempts_total', {
  help: 'Emergency call attempts (urn:service:sos and configured numbers) whose set-up has settled.',
  labels: { outcome: OUTCOME },
});

export const trunkAttempts = counter('telephony_trunk_attempts_total', {
  help: 'Attempts over a configured trunk by outcome: each branch sent to it, and each call that came from it.',
  labels: { trunk, side: ['to', 'from'], outcome: OUTCOME },
});

/** Calls: attempts, ends, durations and what is going on right now. */
export const callCatalog = catalog('calls', [
  moves(callAttempts, {
    'trunk.configured': (configured, metric) => {
      const { trunk } = configured;
      for (const direction of directionsOf(configured)) {
        for (const outcome of OUTCOME) metric.add(0, { direction, trunk, outcome, challenged: 'no' });
        // A challenge is a refusal, whatever comes of it.
        metric.add(0, { direction, trunk, outcome: 'rejected', challenged: 'yes' });
      }
    },
    'call.answered': ({ direction, trunk }, metric) => metric.inc({ direction, trunk, outcome: 'answered', challenged: 'no' }),
    'call.ended': ({ direction, trunk, outcome, isChallenged }, metric) => {
      // Outcome `answered` was counted when the answer settled.
      if (outcome !== 'answered') metric.inc({ direction, trunk, outcome, challenged: isChallenged ? 'yes' : 'no' });
    },
  }),
  moves(callsEnded, {
    'call.ended': ({ direction, outcome, cause, releasedBy }, metric) => metric.inc({ direction, outcome, cause, released_by: releasedBy }),
  }),
  moves(answeredCallsEnded, {
    'call.ended': ({ direction, ended }, metric) => {
      if (ended !== undefined) metric.inc({ direction, ended });
    },
  }),
  moves(callsCompleted, {
    'trunk.configured': (configured, metric) => {
      for (const direction of directionsOf(configured)) metric.add(0, { direction });
    },
    'call.ended': ({ direction, ended, isCompleted = isRegular(ended) }, metric) => {
      if (isCompleted) metric.inc({ direction });
    },
    'call.amended': ({ direction, isCompleted = false }, metric) => {
      if (isCompleted) metric.inc({ direction });
    },
  }),
  moves(callsOffered, { 'call.offered': ({ direction }, metric) => metric.inc({ direction }) }),
  moves(callsRinging, { 'call.ringing': ({ direction }, metric) => metric.inc({ direction }) }),
  moves(callsActive, { 'call.active': ({ state, count }, metric) => metric.set(count, { state }) }),
  moves(callsActivePeak, { 'call.active': ({ state, peakCount }, metric) => metric.set(peakCount, { state }) }),
  moves(callSetup, {
    'call.answered': ({ direction, setupSeconds }, metric) => {
      if (setupSeconds !== undefined) metric.observe(setupSeconds, { direction });
    },
    'call.traced': ({ direction, setupSeconds, ...trace }, metric) => {
      if (setupSeconds !== undefined) metric.exemplify(trace, setupSeconds, { direction });
    },
  }),
  moves(callPdd, {
    'call.answered': ({ direction, pddSeconds }, metric) => {
      if (pddSeconds !== undefined) metric.observe(pddSeconds, { direction });
    },
    'call.ended': ({ direction, outcome, pddSeconds }, metric) => {
      if (outcome !== 'answered' && pddSeconds !== undefined) metric.observe(pddSeconds, { direction });
    },
    'call.traced': ({ direction, pddSeconds, ...trace }, metric) => {
      if (pddSeconds !== undefined) metric.exemplify(trace, pddSeconds, { direction });
    },
  }),
  moves(callRing, {
    'call.answered': ({ direction, ringSeconds }, metric) => {
      if (ringSeconds !== undefined) metric.observe(ringSeconds, { direction, outcome: 'answered' });
    },
    'call.ended': ({ direction, outcome, ringSeconds }, metric) => {
      if (outcome !== 'answered' && ringSeconds !== undefined) metric.observe(ringSeconds, { direction, outcome });
    },
  }),
  moves(callEarlyMedia, {
    'call.answered': ({ direction, earlyMediaSeconds }, metric) => {
      if (earlyMediaSeconds !== undefined) metric.observe(earlyMediaSeconds, { direction });
    },
    'call.ended': ({ direction, outcome, earlyMediaSeconds }, metric) => {
      if (outcome !== 'answered' && earlyMediaSeconds !== undefined) metric.observe(earlyMediaSeconds, { direction });
    },
  }),
  moves(callTalk, {
    'trunk.configured': (configured, metric) => {
      for (const direction of directionsOf(configured)) metric.with({ direction });
    },
    'call.ended': ({ direction, ended, talkSeconds }, metric) => {
      if (talkSeconds !== undefined && isRegular(ended)) metric.observe(talkSeconds, { direction });
    },
    'call.traced': ({ direction, talkSeconds, ...trace }, metric) => {
      if (talkSeconds !== undefined) metric.exemplify(trace, talkSeconds, { direction });
    },
  }),
  moves(callDisconnect, {
    'call.ended': ({ direction, sddSeconds }, metric) => {
      if (sddSeconds !== undefined) metric.observe(sddSeconds, { direction });
    },
  }),
  moves(callsAmended, { 'call.amended': ({ reason }, metric) => metric.inc({ reason }) }),
  moves(callFindings, { 'call.finding': ({ finding }, metric) => metric.inc({ finding }) }),
  moves(emergencyAttempts, {
    'source.started': (_event, metric) => {
      for (const outcome of OUTCOME) metric.add(0, { outcome });
    },
    'call.answered': ({ isEmergency }, metric) => {
      if (isEmergency) metric.inc({ outcome: 'answered' });
    },
    'call.ended': ({ isEmergency, outcome }, metric) => {
      if (isEmergency && outcome !== 'answered') metric.inc({ outcome });
    },
  }),
  moves(trunkAttempts, {
    'trunk.configured': ({ trunk, role }, metric) => {
      if (role === undefined) return;
      for (const outcome of OUTCOME) {
        metric.add(0, { trunk, side: 'to', outcome });
        metric.add(0, { trunk, side: 'from', outcome });
      }
    },
    'call.hop': ({ hopTrunk, outcome }, metric) => {
      if (hopTrunk !== 'none') metric.inc({ trunk: hopTrunk, side: 'to', outcome });
    },
    'call.answered': (event, metric) => {
      const from = trunkFrom(event);
      if (from !== undefined) metric.inc({ trunk: from, side: 'from', outcome: 'answered' });
    },
    'call.ended': (event, metric) => {
      const from = event.outcome === 'answered' ? undefined : trunkFrom(event);
      if (from !== undefined) metric.inc({ trunk: from, side: 'from', outcome: event.outcome });
    },
  }),
]);

/** A program tells of one trunk, and by the direction where it is. */
function trunkFrom({
  direction,
  trunk: told,
  fromTrunk,
}: Pick<EventOfType<'call.answered'>, 'direction' | 'trunk' | 'fromTrunk'>): LabelText | undefined {
  return fromTrunk ?? (direction === 'inbound' || direction === 'transit' ? told : undefined);
}

/** Those that the calls of a trunk may have, or calls beside all trunks: what a program carries by itself is inbound or outbound, and over no trunk. */
function directionsOf({ role, isAlone }: Pick<EventOfType<'trunk.configured'>, 'role' | 'isAlone'>): readonly Direction[] {
  if (role === 'carrier') return ['inbound', 'outbound', 'transit'];
  if (role === 'access') return ['internal', 'unknown'];
  return isAlone ? ['inbound', 'outbound', 'unknown'] : ['inbound', 'outbound', 'internal', 'unknown'];
}
