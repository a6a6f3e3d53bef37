import type {
  AgentClass,
  CallCarrier,
  CallRecord,
  Cause,
  Direction,
  Ended,
  LatencyStage,
  Method,
  Outcome,
  RegistrationOutcome,
  ReleasedBy,
  SipAnomaly,
  ToldFact,
  Transport,
} from '../core/index.ts';

// These numbers are on disks. A new word gets one that none has had; a word that goes leaves its number unused.

/** A number for each word of a closed domain. */
export type WordNumbers = Readonly<Record<string, number>>;

export const STATE_NUMBERS = { setup: 1, ringing: 2, answered: 3, ended: 4 } satisfies Record<CallRecord['state'], number>;
export const TOLD_STATE_NUMBERS = { offered: 1, ringing: 2, answered: 3, ended: 4 } satisfies Record<
  NonNullable<ToldFact['state']>,
  number
>;
export const DIRECTION_NUMBERS = { inbound: 1, outbound: 2, internal: 3, transit: 4, unknown: 5 } satisfies Record<Direction, number>;
export const TRANSPORT_NUMBERS = { udp: 1, tcp: 2, tls: 3, sctp: 4, other: 5 } satisfies Record<Transport, number>;
export const CARRIER_NUMBERS = { sip: 1, webrtc: 2, websocket: 3, cellular: 4, other: 5 } satisfies Record<CallCarrier, number>;
export const RACE_NUMBERS = { cancel: 1 } satisfies Record<NonNullable<CallRecord['race']>, number>;
export const RELEASED_BY_NUMBERS = { caller: 1, callee: 2, network: 3, unknown: 4 } satisfies Record<ReleasedBy, number>;
export const REGISTRATION_OUTCOME_NUMBERS = {
  registered: 1,
  unregistered: 2,
  rejected: 3,
  failed: 4,
  timeout: 5,
} satisfies Record<RegistrationOutcome, number>;
export const OUTCOME_NUMBERS = {
  answered: 1,
  busy: 2,
  no_answer: 3,
  cancelled: 4,
  redirected: 5,
  rejected: 6,
  failed: 7,
  unknown: 8,
} satisfies Record<Outcome, number>;
export const ENDED_NUMBERS = {
  bye: 1,
  session_expired: 2,
  transferred: 3,
  replaced: 4,
  no_ack: 5,
  unknown: 6,
} satisfies Record<Ended, number>;
export const CAUSE_NUMBERS = {
  normal: 1,
  busy: 2,
  no_answer: 3,
  unavailable: 4,
  unallocated: 5,
  incomplete: 6,
  declined: 7,
  blocked: 8,
  auth: 9,
  forbidden: 10,
  media: 11,
  loop: 12,
  congestion: 13,
  no_response: 14,
  server_error: 15,
  elsewhere: 16,
  cancelled: 17,
  session_expired: 18,
  transferred: 19,
  other: 20,
} satisfies Record<Cause, number>;
export const METHOD_NUMBERS = {
  INVITE: 1,
  ACK: 2,
  BYE: 3,
  CANCEL: 4,
  OPTIONS: 5,
  REGISTER: 6,
  PRACK: 7,
  UPDATE: 8,
  INFO: 9,
  REFER: 10,
  NOTIFY: 11,
  SUBSCRIBE: 12,
  PUBLISH: 13,
  MESSAGE: 14,
  OTHER: 15,
} satisfies Record<Method, number>;
export const AGENT_CLASS_NUMBERS = {
  kamailio: 1,
  opensips: 2,
  asterisk: 3,
  freeswitch: 4,
  sipp: 5,
  baresip: 6,
  linphone: 7,
  pjsip: 8,
  cisco: 9,
  yealink: 10,
  polycom: 11,
  grandstream: 12,
  snom: 13,
  scanner: 14,
  other: 15,
} satisfies Record<AgentClass, number>;
export const ANOMALY_NUMBERS = {
  no_via: 1,
  no_from: 2,
  no_to: 3,
  no_from_tag: 4,
  no_contact: 5,
  no_branch: 6,
  no_cseq_method: 7,
  content_length: 8,
  fragment: 9,
  ack_not_captured: 10,
  other: 11,
  invite_not_captured: 12,
  answers_not_captured: 13,
} satisfies Record<SipAnomaly, number>;
export const LATENCY_STAGE_NUMBERS = {
  speech_end_to_first_audio: 1,
  asr_final_to_first_audio: 2,
  asr_first_partial: 3,
  llm_first_token: 4,
  tts_first_byte: 5,
  tool_call: 6,
  session: 7,
  other: 8,
} satisfies Record<LatencyStage, number>;
/** Labels that nearly all calls have, by their numbers. Any other label is written as a text. */
export const LABELS: readonly string[] = ['', 'none', 'hep'];
