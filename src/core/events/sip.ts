import { event } from '../event.ts';
import { field } from '../field.ts';
import { ONLY_ONE } from './origin.ts';
import {
  AGENT_CLASS,
  ATTESTATION,
  MAX_ALIASES,
  MAX_VIAS,
  MESSAGE_DIRECTION,
  METHOD,
  REFRESHER,
  SIP_ANOMALY,
  STATUS_CLASS,
  STIR_OUTCOME,
  TRANSPORT,
} from '../sip-words.ts';

/** Contacts of a REGISTER or its answer beyond this many are not read. */
const MAX_CONTACTS = 32;

/** Where one message was captured and between whom it travelled. */
const observed = {
  source: field.label().describe('The source that read it.'),
  agent: field.label().describe('The capture agent.'),
};

/**
 * One SIP message at one capture point, as read off the wire. Tags and branches are seeded 53-bit hashes: they join, they do not speak.
 * The tracker makes `sip.request`, `sip.response`, `sip.retransmission` and `sip.duplicate` of it; nothing else is counted from it.
 */
export const sipMessage = event('sip.message', 'One SIP message seen at one capture point.', {
  ...observed,
  arrival: field.count().describe('Arrival order within the source; breaks ties of time.'),
  transport: field.oneOf(TRANSPORT),
  src: field.text().describe('Sender, address:port or [address]:port.'),
  dst: field.text().describe('Receiver, address:port or [address]:port.'),
  contentHash: field.hash().describe('Hash of the whole message, 32 bits; equal bytes have equal hashes.'),
  lengthBytes: field.bytes(),
  callId: field.text().describe('The raw Call-ID. It may name somebody: outputs show its keyed hash in its place then.'),
  aliases: field
    .list(field.text(), MAX_ALIASES)
    .optional()
    .describe('Other ids of the call, raw as the Call-ID, from headers that are configured. Only in an INVITE and its answers.'),
  traceparent: field.text().optional().describe('Its header of that name (W3C Trace Context), where it is one. Only in an INVITE.'),
  method: field.oneOf(METHOD).describe('Of a request its method, of a response the method in its CSeq.'),
  status: field.count().optional().describe('100 to 699. Absent in a request.'),
  cseq: field.count(),
  fromTag: field.hash().optional(),
  toTag: field.hash().optional(),
  branches: field.list(field.hash(), MAX_VIAS).describe('Hashes of the Via branches, topmost first. Empty when there is no Via.'),
  caller: field
    .private('number')
    .optional()
    .describe('User part of From. This and the next five: only in an INVITE, and in a REGISTER and its answers.'),
  callerName: field.private('name').optional().describe('Display name of From.'),
  callee: field.private('number').optional().describe('User part of To.'),
  requestUser: field.private('number').optional().describe('User part of the Request-URI.'),
  asserted: field.private('number').optional().describe('User part of P-Asserted-Identity.'),
  diverted: field.private('number').optional().describe('User part of the first Diversion.'),
  others: field
    .private('text')
    .optional()
    .describe(
      'Whom else it names, one per line: users and display names of To, Contact, P-Asserted-Identity, P-Preferred-Identity, Remote-Party-ID, Diversion and History-Info.',
    ),
  requestHost: field
    .text()
    .optional()
    .describe('Host of the Request-URI in lower case. This and the next: only in an INVITE, to find its trunk; kept nowhere.'),
  fromHost: field.text().optional().describe('Host of From in lower case.'),
  isEmergency: field.flag().describe('The Request-URI or To is urn:service:sos or below (RFC 5031).'),
  hasSdp: field.flag(),
  media: field
    .text()
    .optional()
    .describe(
      'What its SDP says of its first stream: codecs, address and direction, e.g. `PCMU,opus 192.0.2.1:4000 sendrecv`. Absent without SDP.',
    ),
  hasCredentials: field.flag().describe('Carries Authorization or Proxy-Authorization with a response.'),
  isStale: field.flag().optional().describe('True: a challenge with `stale=true`, to credentials whose nonce had grown old (RFC 7616).'),
  expiresSeconds: field
    .seconds()
    .optional()
    .describe(
      'Of the Contact when it has one, else of Expires; of several in a REGISTER the longest, for it unregisters only when all end.',
    ),
  contacts: field
    .list(field.hash(), MAX_CONTACTS)
    .optional()
    .describe(
      'Hashes of the Contacts of a REGISTER, and of those with an expiry in a 2xx to it. Empty: it asks for the bindings (RFC 3261 10.2.3).',
    ),
  contactSeconds: field
    .list(field.seconds(), MAX_CONTACTS)
    .optional()
    .describe('How long each of the `contacts` of a 2xx is bound, in seconds.'),
  addressOfRecord: field.hash().optional().describe('Hash of the URI of To, in a REGISTER and its answers.'),
  sessionExpiresSeconds: field.seconds().optional().describe('Session-Expires (RFC 4028).'),
  refresher: field.oneOf(REFRESHER).optional().describe('Its `refresher`. Only in a 2xx.'),
  verstat: field
    .oneOf(STIR_OUTCOME)
    .optional()
    .describe('`verstat` of P-Asserted-Identity, else of From, of an INVITE (3GPP TS 24.229 7.2A.20).'),
  attestation: field.oneOf(ATTESTATION).optional().describe('How far the number is vouched for, when `verstat` says it.'),
  reasonSip: field.count().optional().describe('cause of `Reason: SIP` (RFC 3326).'),
  reasonQ850: field.count().optional().describe('cause of `Reason: Q.850` (RFC 3326).'),
  sipfragStatus: field.count().optional().describe('Status in the body of a NOTIFY that reports on a REFER (RFC 3515 2.4.5).'),
  replacesCallId: field.text().optional().describe('Call-ID in Replaces (RFC 3891).'),
  agentClass: field.oneOf(AGENT_CLASS).optional().describe('Class of User-Agent or Server. Absent without either.'),
  anomalies: field.list(field.oneOf(SIP_ANOMALY), SIP_ANOMALY.length).optional().describe('Absent in a message without any.'),
});

const counted = {
  ...observed,
  agent: observed.agent.orElse(ONLY_ONE),
  method: field.oneOf(METHOD),
  direction: field.oneOf(MESSAGE_DIRECTION).orElse('unknown'),
  transport: field.oneOf(TRANSPORT).orElse('other'),
};

export const sipRequest = event('sip.request', 'A request, counted once per hop.', counted);

export const sipResponse = event('sip.response', 'A response, counted once per hop.', {
  ...counted,
  status: field.count(),
  statusClass: field.oneOf(STATUS_CLASS).optional().describe('Absent: by `status`.'),
});

export const sipRetransmission = event(
  'sip.retransmission',
  'The same message again from the same point, later than a capture duplicate.',
  {
    ...counted,
    status: field.count().optional().describe('Absent for a request.'),
  },
);

export const sipDuplicate = event(
  'sip.duplicate',
  'The same message captured twice: by one agent sooner than SIP repeats anything or by a second tap of it, or by a second agent.',
  {
    ...observed,
    kind: field.oneOf(['capture', 'vantage']).describe('capture: the same agent sent it twice. vantage: another agent saw it too.'),
  },
);

export const sipAnomaly = event('sip.anomaly', 'A usable message that breaks a rule.', { ...observed, anomaly: field.oneOf(SIP_ANOMALY) });

export const sipOrphan = event('sip.orphan', 'An in-dialog message whose dialog was never seen.', {
  ...observed,
  method: field.oneOf(METHOD),
});

export const sipTransaction = event('sip.transaction', 'An out-of-dialog transaction that is no call and no registration has settled.', {
  ...observed,
  method: field.oneOf(METHOD),
  statusClass: field.oneOf(STATUS_CLASS).optional().describe('Absent when no final answer came.'),
  responseSeconds: field.seconds().optional().describe('Request to final answer. Absent without one.'),
});

export const sipPing = event('sip.ping', 'What OPTIONS to a next hop says of it.', {
  ...observed,
  peer: field.label().describe('The next hop: the trunk name, or address:port.'),
  isUp: field.flag().describe('It answered with anything but 408, 503 or silence.'),
  responseSeconds: field.seconds().optional().describe('Absent without an answer.'),
});

export const sipClockInverted = event('sip.clock_inverted', 'A duration came out negative and is absent.', {
  ...observed,
  duration: field.oneOf(['srd', 'pdd', 'ring', 'early_media', 'setup', 'talk', 'sdd', 'rrd']),
});
