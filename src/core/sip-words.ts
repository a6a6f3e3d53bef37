/** SIP methods with their own series (RFC 3261, 3262, 3311, 3428, 3515, 3903, 6086, 6665); all others are `OTHER`. */
export const METHOD = [
  'INVITE',
  'ACK',
  'BYE',
  'CANCEL',
  'OPTIONS',
  'REGISTER',
  'PRACK',
  'UPDATE',
  'INFO',
  'REFER',
  'NOTIFY',
  'SUBSCRIBE',
  'PUBLISH',
  'MESSAGE',
  'OTHER',
] as const;
export type Method = (typeof METHOD)[number];

/** Response classes. */
export const STATUS_CLASS = ['1xx', '2xx', '3xx', '4xx', '5xx', '6xx'] as const;
export type StatusClass = (typeof STATUS_CLASS)[number];

/** The class of a status code from 100 to 699. */
export function statusClass(status: number): StatusClass {
  return STATUS_CLASS[Math.min(5, Math.max(0, Math.floor(status / 100) - 1))] ?? '6xx';
}

/** How a SIP message travelled. */
export const TRANSPORT = ['udp', 'tcp', 'tls', 'sctp', 'other'] as const;
export type Transport = (typeof TRANSPORT)[number];

/** Relative to the capture agent's own addresses. `unknown` until they are learned or configured. */
export const MESSAGE_DIRECTION = ['in', 'out', 'unknown'] as const;
export type MessageDirection = (typeof MESSAGE_DIRECTION)[number];

/** What is wrong with a message that is still usable. */
export const SIP_ANOMALY = [
  'no_via',
  'no_from',
  'no_to',
  'no_from_tag',
  'no_contact',
  'no_branch',
  'no_cseq_method',
  'content_length',
  'fragment',
  'ack_not_captured',
  'invite_not_captured',
  'answers_not_captured',
  'other',
] as const;
export type SipAnomaly = (typeof SIP_ANOMALY)[number];

/** What sent or answered, as a bounded class of User-Agent and Server texts. */
export const AGENT_CLASS = [
  'kamailio',
  'opensips',
  'asterisk',
  'freeswitch',
  'sipp',
  'baresip',
  'linphone',
  'pjsip',
  'cisco',
  'yealink',
  'polycom',
  'grandstream',
  'snom',
  'scanner',
  'other',
] as const;
export type AgentClass = (typeof AGENT_CLASS)[number];

/** Which side of a dialog acts, seen from the program that tells. */
export const SIDE = ['local', 'remote'] as const;
export type Side = (typeof SIDE)[number];

/** Why a BYE was sent, as a class of its Reason header (RFC 3326). */
export const BYE_REASON = ['normal', 'timer_expired', 'error', 'user_hangup'] as const;
export type ByeReason = (typeof BYE_REASON)[number];

const Q850_BYE: ReadonlyMap<number, ByeReason> = new Map([
  [21, 'user_hangup'],
  [34, 'error'],
  [38, 'error'],
  [41, 'error'],
  [42, 'error'],
  [47, 'error'],
  [102, 'timer_expired'],
]);

/** The class of a Reason header: by its Q.850 cause when it has one, else by its SIP cause; `normal` without either. */
export function byeReason(reasonQ850: number | undefined, reasonSip: number | undefined): ByeReason {
  if (reasonQ850 !== undefined) return Q850_BYE.get(reasonQ850) ?? 'normal';
  if (reasonSip === undefined || reasonSip < 400) return 'normal';
  return reasonSip === 408 ? 'timer_expired' : 'error';
}

/** How a session was refreshed (RFC 4028). */
export const REFRESH_OUTCOME = ['ok', 'bumped', 'gave_up', 'no_dialog', 'role_swap', 'failed'] as const;
export type RefreshOutcome = (typeof REFRESH_OUTCOME)[number];

/** Who refreshes a session, by its part in the transaction that says so (RFC 4028 4). */
export const REFRESHER = ['uac', 'uas'] as const;
export type Refresher = (typeof REFRESHER)[number];

/** What the check of a PASSporT said (RFC 8224). */
export const STIR_OUTCOME = ['verified', 'failed', 'soft_fail', 'no_identity'] as const;
export type StirOutcome = (typeof STIR_OUTCOME)[number];

/** How far the originating provider vouches for the number (ATIS-1000074). */
export const ATTESTATION = ['A', 'B', 'C'] as const;
export type Attestation = (typeof ATTESTATION)[number];

/** Why a dialog is over. */
export const DIALOG_END = ['bye', 'cancelled', 'rejected', 'timeout', 'error', 'other'] as const;
export type DialogEnd = (typeof DIALOG_END)[number];

/** Why a SIP stack took no more transactions. */
export const TRANSACTION_REFUSAL = ['max_concurrency', 'rate_limited', 'overload', 'shutdown', 'other'] as const;
export type TransactionRefusal = (typeof TRANSACTION_REFUSAL)[number];

/** The most Vias of a message that are kept, the topmost; the parser of SIP reads no more. */
export const MAX_VIAS = 64;

/** Other ids of one call beyond this many are not read. */
export const MAX_ALIASES = 16;
