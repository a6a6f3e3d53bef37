import {
  labelText,
  NO_TRUNK,
  present,
  type AgentClass,
  type CallLeg,
  type Cause,
  type Direction,
  type Ended,
  type LabelText,
  type Outcome,
  type ReleasedBy,
  type SipAnomaly,
} from '../core/index.ts';
import type { Attempt } from './attempt.ts';
import type { AttemptFacts } from './attempt-facts.ts';
import { deepestFinal } from './deepest-final.ts';
import { readDialog, type Dialog, type DialogContext } from './dialog.ts';
import { isAckMissed, readEnd } from './end.ts';
import { readLegs } from './leg.ts';
import { callerHop, isSuccess, roundFinal, type Hop, type Round, type RoundFinal } from './round.ts';
import type { People } from './seen.ts';
import { readSetUp, type SetUp } from './set-up.ts';
import type { TrunkOf } from './settings.ts';
import { failedAt, readSilence, type Silence, type SilenceContext } from './silence.ts';
import { isAlert, measure, type Timing } from './timing.ts';

/** What a call is by all messages seen so far. Derived anew whenever one is added, so no order of arrival can change it. */
export interface CallView {
  readonly near: Hop;
  readonly rounds: readonly Round[];
  readonly people: People | undefined;
  readonly startedAt: number;
  readonly outcome?: Outcome;
  readonly cause?: Cause;
  readonly releasedBy?: ReleasedBy;
  readonly ended?: Ended;
  readonly endedAt?: number;
  /** Header Reason that told why it was not answered. Absent without one. */
  readonly reason?: NonNullable<SetUp['reason']>;
  /** Nobody has answered its last INVITE. Absent while that says nothing. */
  readonly silence?: Silence;
  readonly final: RoundFinal | undefined;
  readonly dialog: Dialog | undefined;
  readonly deepest: RoundFinal | undefined;
  readonly hasRung: boolean;
  readonly isChallenged: boolean;
  readonly isEmergency: boolean;
  /** Absent unless a CANCEL crossed the 2xx. */
  readonly race?: 'cancel';
  readonly reinvites: number;
  readonly sessionExpiresSeconds?: number;
  readonly direction: Direction;
  readonly trunk: LabelText;
  readonly legs: readonly CallLeg[];
  readonly timing: Timing;
  readonly callerAgentClass?: AgentClass;
  readonly calleeAgentClass?: AgentClass;
  readonly anomalies: readonly SipAnomaly[];
  readonly attempt: Attempt;
}

/** What deriving a call needs besides its messages. */
export interface ViewContext extends DialogContext, Pick<SilenceContext, 'own' | 'answering'> {
  readonly trunkOf: TrunkOf;
  readonly hasTrunks: boolean;
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
  const near = round === undefined ? undefined : callerHop(round);
  if (round === undefined || near === undefined) return undefined;
  const final = roundFinal(round);
  const dialog = final !== undefined && isSuccess(final.entry) ? readDialog(facts, round, final, context) : undefined;
  const hasRung = round.hops.some((hop) => hop.responses.some(isAlert));
  const trunks = readTrunks(near, round, context);
  const isTrunkCall = trunks.trunk !== NO_TRUNK;
  const silence = readSilence(round, facts.hasRequestWithin, silenceContext(context, isTrunkCall));
  const silentAt = failedAt(silence, context.now);
  const { own, now, trunkOf, answering } = context;
  const setUp = readSetUp({ rounds, round, near, final, hasRung, byes: facts.byes, own, isTrunkCall, ...present({ silentAt }) });
  const end = readEnd(dialog, round, own);
  const legs = readLegs(rounds, { trunkOf, now, isSilent: silentAt !== undefined, seesAnswers: answering.seesAnswers });
  const timing = measure(rounds, final, dialog);
  return {
    near,
    rounds,
    people: near.requestSight.seen.notes?.people,
    startedAt: Math.min(...rounds.flatMap((one) => callerHop(one)?.request.at ?? [])),
    ...setUp,
    ...end,
    ...present({ silence }),
    final,
    dialog,
    deepest: deepestFinal(round, final),
    hasRung,
    isEmergency: rounds.some((one) => one.hops.some((hop) => hop.request.isEmergency)),
    ...readDialogFacts(dialog, final),
    ...trunks,
    legs,
    timing,
    ...present({ callerAgentClass: near.request.agentClass, calleeAgentClass: final?.entry.agentClass }),
    anomalies: readAnomalies(facts, isAckMissed(dialog, end)),
    attempt,
  };
}

function readAnomalies({ anomalies }: AttemptFacts, isAckMissing: boolean): readonly SipAnomaly[] {
  const found = new Set(anomalies);
  if (isAckMissing) found.add('ack_not_captured');
  return [...found].toSorted();
}

function silenceContext({ own, answering, isTruncated, isAdopted }: ViewContext, isTrunkCall: boolean): SilenceContext {
  return { own, answering, hasGap: isTruncated || isAdopted, isTrunkCall };
}

function readDialogFacts(
  dialog: Dialog | undefined,
  final: RoundFinal | undefined,
): Pick<CallView, 'race' | 'reinvites' | 'sessionExpiresSeconds'> {
  if (dialog === undefined || final === undefined) return { reinvites: 0 };
  const race = final.hop.cancels.length > 0 ? ('cancel' as const) : undefined;
  return present({ race, reinvites: dialog.reinvites, sessionExpiresSeconds: dialog.sessionTimer?.seconds });
}

function readTrunks(near: Hop, round: Round, context: ViewContext): { readonly direction: Direction; readonly trunk: LabelText } {
  const inbound = context.trunkOf(near.request.src);
  const beyond = round.hops.length === 1 ? round.hops : round.hops.toSorted((a, b) => b.depth - a.depth || b.request.at - a.request.at);
  const outbound = beyond.map((hop) => context.trunkOf(hop.request.dst)).find((trunk) => trunk !== undefined);
  const trunk = inbound ?? outbound ?? labelText(NO_TRUNK);
  if (!context.hasTrunks) return { direction: 'unknown', trunk };
  if (inbound !== undefined) return { direction: outbound === undefined ? 'inbound' : 'transit', trunk };
  return { direction: outbound === undefined ? 'internal' : 'outbound', trunk };
}
