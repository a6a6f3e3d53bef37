import {
  catalog,
  type EventOfType,
  isTimedOut,
  MESSAGE_DIRECTION,
  METHOD,
  moves,
  SIP_ANOMALY,
  STATUS_CLASS,
  statusClass,
  TRANSPORT,
} from '../core/index.ts';
import { counter, gauge, histogram, open } from '../metrics/index.ts';
import { SIGNALLING_SECONDS } from './buckets.ts';

/** Final answers to INVITE that the ratios of RFC 6076 tell apart. */
const INVITE_FINAL = [
  '2xx',
  '3xx',
  '401',
  '402',
  '407',
  '408',
  '480',
  '486',
  '487',
  '500',
  '503',
  '504',
  '600',
  '603',
  '4xx',
  '5xx',
  '6xx',
  'auth',
  'timeout',
  'none',
] as const;

/** The class of a final answer by which RFC 6076 counts it. `auth`: refused credentials, whatever the code. `timeout`: nobody answered. */
function inviteFinal(call: EventOfType<'call.ended'>): (typeof INVITE_FINAL)[number] {
  const { sipCode, isChallenged } = call;
  if (sipCode === undefined) return isTimedOut(call) ? 'timeout' : 'none';
  return isChallenged && !isChallengeCode(sipCode) ? 'auth' : (FINALS[sipCode - LEAST_CODE] ?? 'none');
}

function isChallengeCode(sipCode: number): boolean {
  return sipCode === 401 || sipCode === 407;
}

const LEAST_CODE = 100;
const MOST_CODE = 699;

/** By code. Hot: made once, since to look for a code in the words takes longer than all else that the end of a call does. */
const FINALS: readonly (typeof INVITE_FINAL)[number][] = Array.from({ length: MOST_CODE - LEAST_CODE + 1 }, (_, place) => {
  const code = LEAST_CODE + place;
  const exact = INVITE_FINAL.find((value) => value === String(code));
  return exact ?? INVITE_FINAL.find((value) => value === `${Math.floor(code / 100)}xx`) ?? 'none';
});

export const sipRequests = counter('telephony_sip_requests_total', {
  help: 'SIP requests, each counted once per hop; retransmissions and second captures are not in it.',
  labels: { method: METHOD, direction: MESSAGE_DIRECTION, transport: TRANSPORT },
});

export const sipResponses = counter('telephony_sip_responses_total', {
  help: 'SIP responses, each counted once per hop, by the method they answer and their class.',
  labels: { method: METHOD, class: STATUS_CLASS, direction: MESSAGE_DIRECTION },
});

export const sipRetransmissions = counter('telephony_sip_retransmissions_total', {
  help: 'SIP messages sent again from the same point.',
  labels: { method: METHOD, kind: ['request', 'response'], direction: MESSAGE_DIRECTION },
});

export const sipDuplicates = counter('telephony_sip_duplicates_total', {
  help: 'Messages captured twice. capture: by one agent, sooner than SIP repeats anything or by a second tap of it. vantage: by a second agent.',
  labels: { kind: ['capture', 'vantage'] },
});

export const sipAnomalies = counter('telephony_sip_anomalies_total', {
  help: 'Usable SIP messages that break a rule.',
  labels: { anomaly: SIP_ANOMALY },
});

export const sipOrphans = counter('telephony_sip_orphans_total', {
  help: 'In-dialog requests whose dialog was never seen to begin.',
  labels: { method: METHOD },
});

export const sipClockInverted = counter('telephony_sip_clock_inverted_total', {
  help: 'Durations that came out negative and are absent.',
  labels: { duration: ['srd', 'pdd', 'ring', 'early_media', 'setup', 'talk', 'sdd', 'rrd'] },
});

export const sipTransactions = counter('telephony_sip_transactions_total', {
  help: 'Settled out-of-dialog transactions that are no call and no registration. none: no final answer came.',
  labels: { method: METHOD, class: [...STATUS_CLASS, 'none'] },
});

export const sipTransactionDelay = histogram('telephony_sip_transaction_seconds', {
  help: 'Request to final answer of such transactions, in seconds.',
  labels: { method: METHOD },
  buckets: SIGNALLING_SECONDS,
});

export const sipPeerUp = gauge('telephony_sip_peer_up', {
  help: '1 when the last OPTIONS to a next hop was answered, 0 when it was not, or with 408 or 503.',
  labels: { peer: open(64) },
});

export const sipPeerDelay = histogram('telephony_sip_peer_response_seconds', {
  help: 'OPTIONS to its answer per next hop, in seconds.',
  labels: { peer: open(64) },
  buckets: SIGNALLING_SECONDS,
});

/** The counts from which SER, SEER, ISA and NER follow (RFC 6076, E.425). */
export const inviteFinals = counter('telephony_sip_invite_finals_total', {
  help: 'Call attempts by the final answer the caller saw and whether it rang before; SER, SEER, ISA and NER are ratios of these. auth: his credentials were refused. timeout: nobody answered. none: the end was not seen.',
  labels: { final: INVITE_FINAL, rang: ['yes', 'no'] },
});

export const sessionRequestDelay = histogram('telephony_sip_session_request_delay_seconds', {
  help: 'Session Request Delay (RFC 6076 4.3): last INVITE of the challenge chain to the first answer but 100, in seconds.',
  labels: { outcome: ['success', 'failure'] },
  buckets: [...SIGNALLING_SECONDS, 60, 120],
});

/** SIP as messages and transactions. */
export const sipCatalog = catalog('sip', [
  moves(sipRequests, { 'sip.request': ({ method, direction, transport }, metric) => metric.inc({ method, direction, transport }) }),
  moves(sipResponses, {
    'sip.response': (response, metric) =>
      metric.inc({ method: response.method, class: response.statusClass ?? statusClass(response.status), direction: response.direction }),
  }),
  moves(sipRetransmissions, {
    'sip.retransmission': ({ method, status, direction }, metric) =>
      metric.inc({ method, kind: status === undefined ? 'request' : 'response', direction }),
  }),
  moves(sipDuplicates, { 'sip.duplicate': ({ kind }, metric) => metric.inc({ kind }) }),
  moves(sipAnomalies, { 'sip.anomaly': ({ anomaly }, metric) => metric.inc({ anomaly }) }),
  moves(sipOrphans, { 'sip.orphan': ({ method }, metric) => metric.inc({ method }) }),
  moves(sipClockInverted, { 'sip.clock_inverted': ({ duration }, metric) => metric.inc({ duration }) }),
  moves(sipTransactions, {
    'sip.transaction': ({ method, statusClass }, metric) => metric.inc({ method, class: statusClass ?? 'none' }),
  }),
  moves(sipTransactionDelay, {
    'sip.transaction': ({ method, responseSeconds }, metric) => {
      if (responseSeconds !== undefined) metric.observe(responseSeconds, { method });
    },
  }),
  moves(sipPeerUp, { 'sip.ping': ({ peer, isUp }, metric) => metric.set(isUp ? 1 : 0, { peer }) }),
  moves(sipPeerDelay, {
    'sip.ping': ({ peer, responseSeconds }, metric) => {
      if (responseSeconds !== undefined) metric.observe(responseSeconds, { peer });
    },
  }),
  moves(inviteFinals, {
    'source.started': (_event, metric) => {
      for (const final of INVITE_FINAL) {
        metric.add(0, { final, rang: 'yes' });
        metric.add(0, { final, rang: 'no' });
      }
    },
    'call.answered': ({ hasRung }, metric) => metric.inc({ final: '2xx', rang: hasRung ? 'yes' : 'no' }),
    'call.ended': (call, metric) => {
      if (call.outcome !== 'answered') metric.inc({ final: inviteFinal(call), rang: call.hasRung ? 'yes' : 'no' });
    },
  }),
  moves(sessionRequestDelay, {
    'call.answered': ({ srdSeconds }, metric) => {
      if (srdSeconds !== undefined) metric.observe(srdSeconds, { outcome: 'success' });
    },
    'call.ended': ({ outcome, srdSeconds }, metric) => {
      if (outcome !== 'answered' && srdSeconds !== undefined) metric.observe(srdSeconds, { outcome: 'failure' });
    },
  }),
]);
