import { CALL_CARRIER, CAUSE, DIRECTION, ENDED, OUTCOME, REGISTRATION_OUTCOME, RELEASED_BY } from './call-words.ts';
import { LATENCY_STAGE } from './agent-words.ts';
import { field, type ShapeOf } from './field.ts';
import { MAX_ENDS } from './number-end.ts';
import { AGENT_CLASS, MAX_ALIASES, MAX_VIAS, METHOD, SIP_ANOMALY, TRANSPORT } from './sip-words.ts';

/** One branch of a call: the INVITE sent to one next hop and what came of it. */
export const LEG_FIELDS = {
  address: field.text().describe('The next hop, address:port.'),
  trunk: field.label().describe('The trunk of the next hop, or `none`.'),
  depth: field.count().describe('Number of Vias of its INVITE; the caller-side leg has the fewest.'),
  startedAt: field.at(),
  ringingAt: field.at().optional().describe('First 180. Absent when it did not ring.'),
  finalAt: field.at().optional().describe('Absent when no final answer was seen.'),
  status: field.count().optional().describe('Its final answer. Absent when none was seen.'),
  reasonSip: field.count().optional(),
  reasonQ850: field.count().optional(),
  outcome: field.oneOf(OUTCOME),
  cause: field.oneOf(CAUSE),
};

/** More reports than a program sends of one call; of more the first and the last ones are kept. */
export const MAX_TOLD = 32;

/** One thing that the program which carries a call told of it. */
export const TOLD_FIELDS = {
  at: field.at(),
  source: field.label().describe('The program.'),
  state: field.oneOf(['offered', 'ringing', 'answered', 'ended']).optional().describe('Absent when it only told what is known.'),
  outcome: field.oneOf(OUTCOME).optional(),
  ended: field.oneOf(ENDED).optional(),
  cause: field.oneOf(CAUSE).optional(),
  sipCode: field.count().optional(),
};

/** One call: what the tracker folds all messages of it into. Durations are absent when their ends were not seen. */
export const CALL_FIELDS = {
  id: field.id().describe('Stable id: a keyed hash of Call-ID, caller tag and generation.'),
  callKey: field.id().describe('Keyed hash of the raw Call-ID: a pasted Call-ID finds its call.'),
  callId: field.text().describe('The Call-ID; `callKey` in its place when it names somebody or may hold a number.'),
  callIdSealed: field
    .text()
    .optional()
    .describe(
      'The Call-ID, encrypted. Only in a store, and only when `callId` is not it and it names nobody but the caller and the callee.',
    ),
  version: field.count().describe('Rises when the answer is committed, when the end is, and with what comes after that.'),
  state: field.oneOf(['setup', 'ringing', 'answered', 'ended']),
  isProvisional: field.flag().describe('True until the call has settled: fields may still change.'),
  source: field.label(),
  agent: field.label().describe('The capture agent nearest the caller.'),
  direction: field.oneOf(DIRECTION),
  trunk: field.label(),
  transport: field.oneOf(TRANSPORT).optional().describe('Absent in a reported call.'),
  carrier: field.oneOf(CALL_CARRIER).optional().describe('What carries it, as its program told. Absent: sip.'),
  isReported: field.flag().optional().describe('True: the program that carried the call told of it. Absent: it was made of SIP messages.'),
  isSynthetic: field.flag().optional().describe('True: it was generated, and never happened. Absent: it is real.'),
  caller: field.private('number').optional(),
  callerName: field.private('name').optional(),
  callee: field.private('number').optional(),
  callerSealed: field.text().optional().describe('The number of the caller, encrypted. Only in a store, and only when it is configured.'),
  calleeSealed: field.text().optional().describe('The same of the callee.'),
  callerAddress: field.text().optional().describe('Where the caller-side INVITE came from, address:port. Absent in a reported call.'),
  isEmergency: field.flag(),
  startedAt: field.at().describe('The first INVITE.'),
  ringingAt: field.at().optional(),
  answeredAt: field.at().optional(),
  endedAt: field.at().optional().describe('Final failure, BYE, or the time of the sweep. Absent while the call is open.'),
  outcome: field.oneOf(OUTCOME).optional().describe('Absent while set-up is open.'),
  ended: field.oneOf(ENDED).optional().describe('Absent while open and when never answered.'),
  releasedBy: field.oneOf(RELEASED_BY).optional(),
  cause: field.oneOf(CAUSE).optional(),
  sipCode: field.count().optional().describe('What the caller saw.'),
  hopCode: field.count().optional().describe('The deepest final answer.'),
  hopAddress: field.text().optional().describe('The hop that gave hopCode.'),
  reasonSip: field.count().optional(),
  reasonQ850: field.count().optional(),
  hasRung: field.flag(),
  isChallenged: field
    .flag()
    .describe('Ended in a challenge, or with credentials that the challenger refused: outside the denominators of SER, SEER, ASR and NER.'),
  isAnswerOnly: field
    .flag()
    .optional()
    .describe(
      'Only answers of it were captured, no INVITE: it moves no counter and no ratio, for anybody may send an answer. Absent of any other call.',
    ),
  isCompleted: field
    .flag()
    .describe('Answered, ended by BYE, transfer or replacement, and the BYE was answered with anything but 408: counts in SCR.'),
  race: field.oneOf(['cancel']).optional(),
  attempts: field
    .count()
    .describe('Initial INVITEs of the caller that opened an attempt; retransmissions, challenge rounds and re-INVITEs are none.'),
  rounds: field.count().describe('INVITE transactions of the challenge chain.'),
  messages: field.count().describe('SIP messages of the call, each counted once per hop.'),
  retransmissions: field.count(),
  duplicates: field.count(),
  vantages: field.count().describe('Capture agents that saw it.'),
  reinvites: field.count(),
  srdSeconds: field.seconds().optional(),
  firstSrdSeconds: field.seconds().optional(),
  pddSeconds: field.seconds().optional(),
  ringSeconds: field.seconds().optional(),
  earlyMediaSeconds: field.seconds().optional(),
  setupSeconds: field.seconds().optional(),
  talkSeconds: field.seconds().optional(),
  sddSeconds: field.seconds().optional(),
  sessionExpiresSeconds: field.seconds().optional().describe('Negotiated session timer. Absent without one.'),
  callerAgentClass: field.oneOf(AGENT_CLASS).optional(),
  calleeAgentClass: field.oneOf(AGENT_CLASS).optional(),
  codec: field.label().optional().describe('Of the audio. Absent when not known, as is all below.'),
  mos: field.number(1, 5).optional().describe('Mean opinion score, 1 to 5, of the worse direction.'),
  jitterSeconds: field.seconds().optional(),
  lossRatio: field.ratio().optional(),
  rttSeconds: field.seconds().optional(),
  agentTurns: field.count().optional().describe('Answers of a voice agent.'),
  agentResponseSeconds: field
    .seconds()
    .optional()
    .describe('From the end of what the caller said to the first audio of the agent, mean of all turns.'),
  stages: field
    .list(field.oneOf(LATENCY_STAGE), LATENCY_STAGE.length)
    .optional()
    .describe('The stages of its voice agent that were timed, each once. Absent without any.'),
  hasTranscript: field.flag().optional(),
  hasRecording: field.flag().optional(),
  metadata: field.text().optional().describe('What else its program told, a JSON object. Texts that may name somebody are `***`.'),
  metadataSealed: field.text().optional().describe('The same as it was told, encrypted. Only in a store, and only when numbers are kept.'),
  aliases: field
    .list(field.id(), MAX_ALIASES)
    .optional()
    .describe('Keyed hashes of the other ids that its messages carry, made as `callKey`: each finds the call. Absent without any.'),
  ends: field
    .list(field.text(), MAX_ENDS)
    .optional()
    .describe('Keyed hashes of the ends of the numbers that it names, by which it is found. Only in a store, and absent without any.'),
  traceparent: field
    .text()
    .optional()
    .describe('The trace that its program or its INVITE puts it in (W3C Trace Context). Absent when none did, and it has one of its own.'),
  told: field
    .list(field.shape(TOLD_FIELDS), MAX_TOLD)
    .optional()
    .describe('What the program that carries the call told of it, in the order of time. Absent when none did.'),
  legs: field.list(field.shape(LEG_FIELDS), Infinity),
  anomalies: field.list(field.oneOf(SIP_ANOMALY), SIP_ANOMALY.length),
};
export type CallLeg = ShapeOf<typeof LEG_FIELDS>;
export type ToldFact = ShapeOf<typeof TOLD_FIELDS>;
export type CallRecord = ShapeOf<typeof CALL_FIELDS>;

/** One message in the timeline of a call. It holds no user, name or body; tags and branches are seeded hashes. */
export const TIMELINE_FIELDS = {
  at: field.at(),
  receivedAt: field.at(),
  arrival: field.count(),
  agent: field.label(),
  transport: field.oneOf(TRANSPORT),
  src: field.text(),
  dst: field.text(),
  method: field.oneOf(METHOD),
  status: field.count().optional(),
  cseq: field.count(),
  fromTag: field.hash().optional(),
  toTag: field.hash().optional(),
  branches: field.list(field.hash(), MAX_VIAS),
  contentHash: field.hash(),
  lengthBytes: field.bytes(),
  hasSdp: field.flag(),
  hasCredentials: field.flag(),
  sessionExpiresSeconds: field.seconds().optional(),
  expiresSeconds: field.seconds().optional(),
  reasonSip: field.count().optional(),
  reasonQ850: field.count().optional(),
  sipfragStatus: field.count().optional(),
  agentClass: field.oneOf(AGENT_CLASS).optional(),
  isEmergency: field.flag(),
  media: field
    .text()
    .optional()
    .describe(
      'What its SDP says of its first stream: codecs, address and direction, e.g. `PCMU,opus 192.0.2.1:4000 sendrecv`. Absent without SDP.',
    ),
};
export type TimelineEntry = ShapeOf<typeof TIMELINE_FIELDS>;

/** One registration round with its challenges. */
export const REGISTRATION_FIELDS = {
  id: field.id(),
  callKey: field.id(),
  callId: field.text(),
  source: field.label(),
  agent: field.label(),
  user: field.private('number').optional().describe('The address of record (To).'),
  address: field.text().describe('Who registers, address:port.'),
  startedAt: field.at(),
  endedAt: field.at().optional().describe('Absent on timeout.'),
  outcome: field.oneOf(REGISTRATION_OUTCOME),
  sipCode: field.count().optional(),
  isChallenged: field.flag(),
  expiresSeconds: field.seconds().optional(),
  rrdSeconds: field.seconds().optional(),
  firstRrdSeconds: field.seconds().optional(),
  isSynthetic: field.flag().optional().describe('True: it was generated, and never happened. Absent: it is real.'),
};
export type RegistrationRecord = ShapeOf<typeof REGISTRATION_FIELDS>;

/** How long one stage of a voice agent took, once. */
export const LATENCY_FIELDS = {
  id: field.id(),
  callId: field.id().describe('The stable id of the call record.'),
  stage: field.oneOf(LATENCY_STAGE),
  at: field.at().describe('When the stage was over.'),
  seconds: field.seconds(),
  metadata: field.text().optional().describe('What else its program told, a JSON object. Texts that may name somebody are `***`.'),
  isSynthetic: field.flag().optional().describe('True: it was generated, and never happened. Absent: it is real.'),
};
export type LatencyRecord = ShapeOf<typeof LATENCY_FIELDS>;

/** What the tracker hands to the store: a record with the timeline entries that it has not handed over before. */
export type TrackerOutput =
  | {
      /** `call.told`: the half of a captured call that its program tells, under the id of the captured one; the store joins it to that. */
      readonly type: 'call.opened' | 'call.changed' | 'call.closed' | 'call.amended' | 'call.told';
      readonly record: CallRecord;
      readonly timeline: readonly TimelineEntry[];
    }
  | { readonly type: 'registration.closed'; readonly record: RegistrationRecord }
  | { readonly type: 'latency.measured'; readonly record: LatencyRecord };
