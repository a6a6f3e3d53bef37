import { ACTIVE_STATE, AMEND_REASON, CALL_CARRIER, CAUSE, DIRECTION, ENDED, OUTCOME, RELEASED_BY } from '../call-words.ts';
import { event, ownEvent } from '../event.ts';
import { field } from '../field.ts';
import { TRANSPORT } from '../sip-words.ts';

const fromTrunk = field.label().optional().describe('The configured trunk that it came from. Absent when it came from none.');

const which = {
  callId: field.id().describe('The stable id of the call record.'),
  source: field.label(),
  trunk: field.label().describe('The configured trunk it uses, or `none`.'),
  direction: field.oneOf(DIRECTION),
  carrier: field.oneOf(CALL_CARRIER).optional().describe('What carries it. Absent: sip.'),
  isEmergency: field.flag(),
};

/** Of what its trace id is made. */
const traced = {
  callKey: field.id().describe('Keyed hash of its Call-ID.'),
  traceparent: field.text().optional().describe('The trace that its INVITE, or its program, puts it in. Absent when neither does.'),
};

/** What set-up took. Each is absent when its end was not seen; all but `setup` also exist for calls that were not answered. */
const setUp = {
  srdSeconds: field
    .seconds()
    .optional()
    .describe('Session Request Delay: last INVITE of the challenge chain to the first indication (RFC 6076 4.3).'),
  firstSrdSeconds: field.seconds().optional().describe('The same from the first INVITE of the chain.'),
  pddSeconds: field.seconds().optional().describe('Post-dial delay: to the first 180 or 183.'),
  ringSeconds: field.seconds().optional().describe('First 180 to the final answer.'),
  earlyMediaSeconds: field.seconds().optional().describe('First provisional answer with SDP to the final one.'),
};

/**
 * What the program that carries a call tells of it. All reports of one call together make its record, in whatever order they come; a field given twice
 * counts as in the later one. The tracker makes the other `call.*` events of them, as it does of SIP messages.
 */
export const callReport = event('call.report', 'The program that carries a call tells what became of it.', {
  callId: field
    .id()
    .describe(
      'The id of the call in that program. Outputs show it without the numbers of the call, or its keyed hash when it may hold another one.',
    ),
  source: field.label(),
  state: field
    .oneOf(['offered', 'ringing', 'answered', 'ended'])
    .optional()
    .describe('What happened at this time. Absent when the report only adds what is known of the call.'),
  isAnswerAssumed: field
    .flag()
    .optional()
    .describe(
      'With the state `answered`: the program only learns at the end whether it was. It holds unless an `outcome` says otherwise, and is counted at the end.',
    ),
  trunk: field.label().optional().describe('The configured trunk it uses.'),
  direction: field.oneOf(DIRECTION).optional(),
  transport: field.oneOf(TRANSPORT).optional(),
  carrier: field.oneOf(CALL_CARRIER).optional().describe('What carries it. Absent: sip.'),
  modem: field.label().optional().describe('The modem that carries it: when that is lost, the call is over. Absent without one.'),
  isEmergency: field.flag().optional(),
  caller: field.private('number').optional().describe('A number, or the From header or URI that it stands in. The first one told stands.'),
  callerName: field.private('name').optional(),
  callee: field.private('number').optional().describe('As `caller`.'),
  outcome: field
    .oneOf(OUTCOME)
    .optional()
    .describe(
      'How set-up ended. Absent: by `sipCode`, else by a cause that leaves no choice (busy, no_answer, cancelled, declined), else answered when it was, else unknown.',
    ),
  ended: field.oneOf(ENDED).optional().describe('How an answered call ended. Absent: bye.'),
  releasedBy: field.oneOf(RELEASED_BY).optional(),
  cause: field.oneOf(CAUSE).optional(),
  sipCode: field.count().optional().describe('The final answer, 200 to 699.'),
  reasonQ850: field.count().optional().describe('Cause of the release by Q.850, 1 to 127.'),
  codec: field.label().optional(),
  mos: field.number(1, 5).optional().describe('Mean opinion score, 1 to 5, of the worse direction.'),
  jitterSeconds: field.seconds().optional(),
  lossRatio: field.ratio().optional(),
  rttSeconds: field.seconds().optional(),
  agentTurns: field.count().optional().describe('Answers of a voice agent.'),
  hasTranscript: field.flag().optional(),
  hasRecording: field.flag().optional(),
  traceparent: field
    .id()
    .optional()
    .describe('The span of the program that the call belongs to, as the header of W3C Trace Context. One that is none is passed over.'),
  metadata: field
    .private('text')
    .optional()
    .describe(
      'What else the program knows of it, a JSON object; those of several reports are joined. Texts in it are shown only where they cannot name anybody.',
    ),
});

export const callOffered = ownEvent('call.offered', 'A new call attempt was seen. Provisional.', { ...which, ...traced });

export const callRinging = ownEvent('call.ringing', 'The callee was alerted. Provisional.', which);

export const callAnswered = ownEvent('call.answered', 'A call was answered and its set-up has settled.', {
  ...which,
  ...setUp,
  fromTrunk,
  setupSeconds: field.seconds().optional().describe('INVITE to 2xx. Absent when the clocks disagree.'),
  hasRung: field.flag(),
  race: field.oneOf(['cancel']).optional().describe('cancel: a CANCEL crossed the 2xx. Absent otherwise.'),
});

export const callEnded = ownEvent('call.ended', 'A call is over and has settled.', {
  ...which,
  ...traced,
  ...setUp,
  fromTrunk,
  outcome: field.oneOf(OUTCOME),
  ended: field.oneOf(ENDED).optional().describe('How an answered call ended. Absent when it was not answered.'),
  releasedBy: field.oneOf(RELEASED_BY),
  cause: field.oneOf(CAUSE),
  sipCode: field.count().optional().describe('What the caller saw. Absent when no final answer was seen.'),
  hopCode: field.count().optional().describe('The deepest final answer. Absent when none was seen.'),
  reasonSip: field.count().optional().describe('SIP cause of the Reason header of its end. Absent without one.'),
  reasonQ850: field.count().optional().describe('Q.850 cause of the Reason header of its end. Absent without one.'),
  hasRung: field.flag(),
  isChallenged: field
    .flag()
    .describe('It ended in an authentication challenge or with refused credentials, and is outside SER, SEER, ASR and NER.'),
  isCompleted: field
    .flag()
    .optional()
    .describe('It ended regularly and its BYE was answered with anything but 408 (RFC 6076 4.9). Absent: by `ended` alone.'),
  talkSeconds: field.seconds().optional().describe('First 2xx to BYE. Absent when not answered, swept or the clocks disagree.'),
  sddSeconds: field
    .seconds()
    .optional()
    .describe('Session Disconnect Delay: first BYE to the 2xx of the last one (RFC 6076 4.4). Absent without that.'),
  totalSeconds: field
    .seconds()
    .optional()
    .describe('From its begin to its end, answered or not. Absent when swept or the clocks disagree.'),
  hasTranscript: field.flag().optional().describe('Absent when nobody told.'),
});

export const callAmended = ownEvent('call.amended', 'Something came after a call had settled and changed its record, not its counters.', {
  ...which,
  reason: field.oneOf(AMEND_REASON),
  isCompleted: field
    .flag()
    .optional()
    .describe('true: the BYE of the call, which was counted as not completed, is answered now. Absent otherwise.'),
});

export const callTraced = ownEvent(
  'call.traced',
  'The trace of a call is exported, for the ratio or its program has chosen it. Metrics of what it took name it as their exemplar; they do not count by this.',
  {
    callId: field.id().describe('The stable id of the call record.'),
    direction: field.oneOf(DIRECTION),
    traceId: field.text().describe('32 hexadecimal digits.'),
    spanId: field.text().describe('That of the call itself, 16 hexadecimal digits.'),
    setupSeconds: field.seconds().optional().describe('INVITE to 2xx. Absent when it was not answered.'),
    pddSeconds: field.seconds().optional().describe('Post-dial delay. Absent without a 180 or 183.'),
    talkSeconds: field.seconds().optional().describe('First 2xx to BYE. Absent when it did not end regularly.'),
  },
);

export const callHop = ownEvent('call.hop', 'One branch toward a next hop has settled.', {
  ...which,
  hopTrunk: field.label().describe('The trunk of the next hop, or `none`.'),
  outcome: field.oneOf(OUTCOME),
  status: field.count().optional().describe('Absent when no final answer came.'),
});

export const callFinding = ownEvent('call.finding', 'A call shows a known fault.', {
  ...which,
  finding: field.oneOf(['no_ack', 'no_bye', 'cancel_race', 'one_direction', 'silent_setup']),
});

export const callActive = ownEvent('call.active', 'How many calls of a state are in the table.', {
  state: field.oneOf(ACTIVE_STATE),
  count: field.count(),
  peakCount: field.count().describe('The most within the running minute and the one before.'),
});

export const callCarried = ownEvent('call.carried', 'How many calls that one source tells of, and one thing carries, are in a state.', {
  source: field.label(),
  carrier: field.oneOf(CALL_CARRIER),
  state: field.oneOf(ACTIVE_STATE),
  count: field.count(),
});

/** What a program tells of a call that is going on, beside its `call.report`. */
const during = {
  callId: field.id().describe('The id of the call in the program that carries it, as in `call.report`.'),
  source: field.label(),
};

export const callHeld = event('call.held', 'A party put the call on hold.', { ...during, by: field.oneOf(RELEASED_BY).orElse('unknown') });

export const callResumed = event('call.resumed', 'A party took the call off hold.', {
  ...during,
  heldSeconds: field.seconds().optional().describe('How long it was on hold. Absent when nobody told.'),
});

export const callDtmf = event('call.dtmf', 'A party pressed a key. The key itself may be a part of a PIN.', {
  ...during,
  digit: field.private('text').optional(),
});
