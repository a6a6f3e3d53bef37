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
