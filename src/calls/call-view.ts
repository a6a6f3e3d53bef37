import { NO_TRUNK, type AgentClass, type CallLeg, type Direction, type LabelText, type SipAnomaly } from '../core/index.ts';
import type { Attempt } from './attempt.ts';
import type { AttemptFacts } from './attempt-facts.ts';
import { deepestFinal } from './deepest-final.ts';
import { readDialog, type Dialog, type DialogContext } from './dialog.ts';
import { isAckMissed, readEnd, type End } from './end.ts';
import { readLegs } from './leg.ts';
import { decidedFinal } from './decided-final.ts';
import { callerHop, isSuccess, type Hop, type Round, type RoundFinal } from './round.ts';
import type { People } from './seen.ts';
import { hasRung } from './ringing.ts';
import { readSetUp, type SetUp } from './set-up.ts';
import type { Trunks } from './settings.ts';
import { failedAt, readSilence, type Silence, type SilenceContext } from './silence.ts';
import { measure, type Timing } from './timing.ts';
import { readDirection, readTrunkEnds } from './trunk-ends.ts';
import { nearestAsked } from './unasked-hop.ts';
import { type CaptureGap, readGaps } from './capture-gaps.ts';

/** What a call is by all messages seen so far. Derived anew whenever one is added, so no order of arrival can change it. */
export interface CallView {
  readonly near: Hop;
  readonly rounds: readonly Round[];
  readonly people: People | undefined;
  readonly startedAt: number;
  readonly outcome: SetUp['outcome'];
  readonly cause: SetUp['cause'];
  readonly releasedBy: SetUp['releasedBy'];
  readonly ended: End['ended'];
  readonly endedAt: number | undefined;
  /** Header Reason that told why it was not answered. Undefined without one. */
  readonly reason: SetUp['reason'];
  /** Nobody has answered its last INVITE. Undefined while that says nothing. */
  readonly silence: Silence | undefined;
  readonly final: RoundFinal | undefined;
  readonly dialog: Dialog | undefined;
  readonly deepest: RoundFinal | undefined;
  /** A 180 came. */
  readonly isAlerted: boolean;
  /** A 180 came, or the callee was rung in band. */
  readonly hasRung: boolean;
  readonly isChallenged: boolean;
  /** The capture has answers to its INVITEs, and no INVITE. */
  readonly isAnswerOnly: boolean;
  readonly isEmergency: boolean;
  /** Undefined unless a CANCEL crossed the 2xx. */
  readonly race: 'cancel' | undefined;
  readonly reinvites: number;
  readonly sessionExpiresSeconds: number | undefined;
  readonly direction: Direction;
  readonly trunk: LabelText;
  /** The trunk that it came from. Undefined when it came from none. */
  readonly fromTrunk: LabelText | undefined;
  readonly legs: readonly CallLeg[];
  readonly timing: Timing;
  readonly callerAgentClass: AgentClass | undefined;
  readonly calleeAgentClass: AgentClass | undefined;
  readonly anomalies: readonly SipAnomaly[];
  readonly attempt: Attempt;
}

/** What deriving a call needs besides its messages. */
export interface ViewContext extends DialogContext, Trunks, Pick<SilenceContext, 'own' | 'answering'> {
  /** The time, by arrival. */
  readonly now: number;
  /** Some of it happened while nobody listened: it was read back after a restart. */
  readonly isAdopted: boolean;
}

/** Folds the messages of one attempt into a call. Undefined when its INVITE was not seen. */
export function viewCall(attempt: Attempt, context: ViewContext): CallView | undefined {
  const { facts } = attempt;
  const { rounds } = facts;
  const round = rounds.at(-1);
  const near = nearestHop(round);
  if (round === undefined || near === undefined) return undefined;
  const final = decidedFinal(round, context.now);
  const dialog = answeredDialog(facts, round, final, context);
  const isRung = hasRung(round);
  const ends = readTrunkEnds(near, round, context);
  const silence = readSilence(round, facts.hasRequestWithin, silenceContext(context, ends.trunk !== NO_TRUNK, rounds.length > 1));
  const silentAt = failedAt(silence, context.now);
  const { own, now, trunkOf, answering } = context;
  const setUp = readSetUp({ rounds, round, near, final, hasRung: isRung, byes: facts.byes, own, isCarrierCall: ends.hasCarrier, silentAt });
  const end = readEnd(dialog, round, own);
  const { cause, releasedBy, endedAt } = end.ended === undefined ? setUp : end;
  const legs = readLegs(rounds, { trunkOf, own, now, isSilent: silentAt !== undefined, seesAnswers: answering.seesAnswers });
  const timing = measure({ near, round, rounds, final, dialog });
  // Hot: one literal; an object put together from spread parts costs ten times as much.
  return {
    near,
    rounds,
    people: nearestAsked(round)?.requestSight.seen.notes?.people,
    startedAt: firstAskedAt(rounds),
    outcome: setUp.outcome,
    cause,
    releasedBy,
    ended: end.ended,
    endedAt,
    reason: setUp.reason,
    silence,
    final,
    dialog,
    deepest: deepestFinal(round, final, dialog?.calleeTag),
    isAlerted: round.hops.some((hop) => hop.hasAlerted),
    hasRung: isRung,
    isChallenged: setUp.isChallenged,
    isAnswerOnly: !rounds.some((one) => nearestAsked(one) !== undefined),
    isEmergency: isEmergency(rounds),
    race: readRace(dialog, final),
    reinvites: dialog?.reinvites ?? 0,
    sessionExpiresSeconds: dialog?.sessionTimer?.seconds,
    direction: readDirection(ends, { near, rounds, round, setUp }, context),
    trunk: ends.trunk,
    fromTrunk: ends.from,
    legs,
    timing,
    callerAgentClass: near.request.agentClass,
    calleeAgentClass: final?.entry.agentClass,
    anomalies: readAnomalies(facts, isAckMissed(dialog, end), readGaps(round, final, facts.hasRequestWithin)),
    attempt,
  };
}

function nearestHop(round: Round | undefined): Hop | undefined {
  return round === undefined ? undefined : callerHop(round);
}

function answeredDialog(facts: AttemptFacts, round: Round, final: RoundFinal | undefined, context: ViewContext): Dialog | undefined {
  return final !== undefined && isSuccess(final.entry) ? readDialog(facts, round, final, context) : undefined;
}

/** Whether a CANCEL crossed the 2xx. */
function readRace(dialog: Dialog | undefined, final: RoundFinal | undefined): 'cancel' | undefined {
  return dialog !== undefined && final !== undefined && final.hop.cancels.length > 0 ? 'cancel' : undefined;
}

/** When the caller first asked. */
function firstAskedAt(rounds: readonly Round[]): number {
  let first = Infinity;
  for (const round of rounds) {
    const at = callerHop(round)?.request.at;
    if (at !== undefined && at < first) first = at;
  }
  return first;
}

function isEmergency(rounds: readonly Round[]): boolean {
  for (const { hops } of rounds) for (const { request } of hops) if (request.isEmergency) return true;
  return false;
}

const NO_ANOMALIES: readonly SipAnomaly[] = [];

function readAnomalies({ anomalies }: AttemptFacts, isAckMissing: boolean, gaps: readonly CaptureGap[]): readonly SipAnomaly[] {
  if (anomalies.length + gaps.length === 0) return isAckMissing ? ['ack_not_captured'] : NO_ANOMALIES;
  const found = new Set([...anomalies, ...gaps]);
  if (isAckMissing) found.add('ack_not_captured');
  return [...found].toSorted();
}

function silenceContext(
  { own, answering, isTruncated, isAdopted }: ViewContext,
  isTrunkCall: boolean,
  isContinued: boolean,
): SilenceContext {
  return { own, answering, hasGap: isTruncated || isAdopted, isTrunkCall, isContinued };
}
