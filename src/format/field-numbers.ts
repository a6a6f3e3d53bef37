import type { CALL_FIELDS, Fields, LATENCY_FIELDS, LEG_FIELDS, REGISTRATION_FIELDS, TIMELINE_FIELDS, TOLD_FIELDS } from '../core/index.ts';
import {
  AGENT_CLASS_NUMBERS,
  ANOMALY_NUMBERS,
  CARRIER_NUMBERS,
  CAUSE_NUMBERS,
  DIRECTION_NUMBERS,
  ENDED_NUMBERS,
  LATENCY_STAGE_NUMBERS,
  METHOD_NUMBERS,
  OUTCOME_NUMBERS,
  RACE_NUMBERS,
  REGISTRATION_OUTCOME_NUMBERS,
  RELEASED_BY_NUMBERS,
  STATE_NUMBERS,
  TOLD_STATE_NUMBERS,
  TRANSPORT_NUMBERS,
  type WordNumbers,
} from './word-numbers.ts';

// These numbers are on disks. A new field gets one that none has had; a field that goes leaves its number unused.

/** How a field is known on disk: by its number; that of a word with the numbers of its words, that of a person with another one for the mask. */
export type FieldNumber =
  | number
  | { readonly number: number; readonly words: WordNumbers }
  | { readonly hash: number; readonly mask: number }
  | { readonly number: number; readonly fields: FieldNumbers };
/** A number for each field of a record. */
export type FieldNumbers = { readonly [name: string]: FieldNumber };
type NumbersOf<F extends Fields> = { readonly [K in keyof F]: FieldNumber };

export const LEG_NUMBERS = {
  address: 1,
  trunk: 2,
  depth: 3,
  startedAt: 4,
  ringingAt: 5,
  finalAt: 6,
  status: 7,
  outcome: { number: 8, words: OUTCOME_NUMBERS },
  cause: { number: 9, words: CAUSE_NUMBERS },
  reasonSip: 10,
  reasonQ850: 11,
} as const satisfies NumbersOf<typeof LEG_FIELDS>;

export const TOLD_FACT_NUMBERS = {
  at: 1,
  source: 2,
  state: { number: 3, words: TOLD_STATE_NUMBERS },
  outcome: { number: 4, words: OUTCOME_NUMBERS },
  ended: { number: 5, words: ENDED_NUMBERS },
  cause: { number: 6, words: CAUSE_NUMBERS },
  sipCode: 7,
} as const satisfies NumbersOf<typeof TOLD_FIELDS>;

/** Whether the number of a field of a call is of what has a column in the file of a day: from 50 to 99. */
export function hasColumn(number: number): boolean {
  return number >= 50 && number < 100;
}

/** Below 50 and from 100 on what the `detail` of a stored call holds, first by what it is found. */
export const CALL_NUMBERS = {
  id: 1,
  callKey: 2,
  caller: { hash: 3, mask: 70 },
  callee: { hash: 4, mask: 71 },
  version: 5,
  callId: 6,
  source: 7,
  transport: { number: 8, words: TRANSPORT_NUMBERS },
  callerAddress: 9,
  ringingAt: 10,
  answeredAt: 11,
  releasedBy: { number: 12, words: RELEASED_BY_NUMBERS },
  hopCode: 13,
  hopAddress: 14,
  attempts: 15,
  rounds: 16,
  messages: 17,
  retransmissions: 18,
  duplicates: 19,
  vantages: 20,
  reinvites: 21,
  srdSeconds: 22,
  firstSrdSeconds: 23,
  ringSeconds: 24,
  earlyMediaSeconds: 25,
  sddSeconds: 26,
  sessionExpiresSeconds: 27,
  callerAgentClass: { number: 28, words: AGENT_CLASS_NUMBERS },
  calleeAgentClass: { number: 29, words: AGENT_CLASS_NUMBERS },
  jitterSeconds: 30,
  lossRatio: 31,
  rttSeconds: 32,
  agentTurns: 33,
  legs: { number: 34, fields: LEG_NUMBERS },
  anomalies: { number: 35, words: ANOMALY_NUMBERS },
  reasonSip: 36,
  reasonQ850: 37,
  race: { number: 38, words: RACE_NUMBERS },
  hasRecording: 39,
  carrier: { number: 40, words: CARRIER_NUMBERS },
  isReported: 41,
  callerName: { hash: 42, mask: 43 },
  callIdSealed: 44,
  callerSealed: 45,
  calleeSealed: 46,
  metadata: 47,
  metadataSealed: 48,
  aliases: 49,
  startedAt: 50,
  state: { number: 51, words: STATE_NUMBERS },
  isProvisional: 52,
  isEmergency: 53,
  hasRung: 54,
  isChallenged: 55,
  isCompleted: 56,
  hasTranscript: 57,
  direction: { number: 58, words: DIRECTION_NUMBERS },
  trunk: 59,
  agent: 60,
  codec: 61,
  outcome: { number: 62, words: OUTCOME_NUMBERS },
  ended: { number: 63, words: ENDED_NUMBERS },
  cause: { number: 64, words: CAUSE_NUMBERS },
  sipCode: 65,
  pddSeconds: 66,
  setupSeconds: 67,
  talkSeconds: 68,
  agentResponseSeconds: 69,
  mos: 72,
  endedAt: 73,
  isAnswerOnly: 74,
  told: { number: 100, fields: TOLD_FACT_NUMBERS },
  isSynthetic: 101,
  ends: 102,
  stages: { number: 103, words: LATENCY_STAGE_NUMBERS },
  traceparent: 104,
} as const satisfies NumbersOf<typeof CALL_FIELDS>;

export const TIMELINE_NUMBERS = {
  at: 1,
  receivedAt: 2,
  arrival: 3,
  agent: 4,
  transport: { number: 5, words: TRANSPORT_NUMBERS },
  src: 6,
  dst: 7,
  method: { number: 8, words: METHOD_NUMBERS },
  status: 9,
  cseq: 10,
  fromTag: 11,
  toTag: 12,
  branches: 13,
  contentHash: 14,
  lengthBytes: 15,
  hasSdp: 16,
  hasCredentials: 17,
  sessionExpiresSeconds: 18,
  expiresSeconds: 19,
  reasonSip: 20,
  reasonQ850: 21,
  sipfragStatus: 22,
  agentClass: { number: 23, words: AGENT_CLASS_NUMBERS },
  isEmergency: 24,
  media: 25,
} as const satisfies NumbersOf<typeof TIMELINE_FIELDS>;

export const REGISTRATION_NUMBERS = {
  id: 1,
  callKey: 2,
  callId: 3,
  source: 4,
  agent: 5,
  user: { hash: 6, mask: 7 },
  address: 8,
  startedAt: 9,
  endedAt: 10,
  outcome: { number: 11, words: REGISTRATION_OUTCOME_NUMBERS },
  sipCode: 12,
  isChallenged: 13,
  expiresSeconds: 14,
  rrdSeconds: 15,
  firstRrdSeconds: 16,
  isSynthetic: 17,
} as const satisfies NumbersOf<typeof REGISTRATION_FIELDS>;

export const LATENCY_NUMBERS = {
  id: 1,
  callId: 2,
  stage: { number: 3, words: LATENCY_STAGE_NUMBERS },
  at: 4,
  seconds: 5,
  metadata: 6,
  isSynthetic: 7,
} as const satisfies NumbersOf<typeof LATENCY_FIELDS>;

/** A change that is handed to the store: of a call, or a registration, or a latency; or what programs told. */
export const CHANGE_NUMBERS = { isOpen: 1, columns: 2, detail: 3, timeline: 4, registration: 5, latency: 6, told: 7 } as const;
/** What programs told. */
export const TOLD_NUMBERS = { program: 1, events: 2 } as const;
/** How far a program has told its events. */
export const PROGRAM_NUMBERS = { instance: 1, sequence: 2, heardAt: 3 } as const;
/** A part of the log of calls in progress. */
export const PART_NUMBERS = { removed: 1, call: 2 } as const;
/** A call in a part. */
export const PART_CALL_NUMBERS = { place: 1, isReopened: 2, isEnded: 3, startedAt: 4, change: 5 } as const;
