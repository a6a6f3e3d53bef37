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
  type TimelineEntry,
} from '../core/index.ts';
import type { Attempt } from './attempt.ts';
import { isChallenge, refineCause, setUpResult } from './cause.ts';
import { readDialog, type Dialog } from './dialog.ts';
import { readEnd } from './end.ts';
import { readLegs } from './leg.ts';
import type { OwnAddresses } from './own-addresses.ts';
import { releasedUnanswered } from './release.ts';
import { buildRounds, callerHop, hopFinal, isSuccess, roundFinal, type Hop, type Round, type RoundFinal } from './round.ts';
import type { People, Sight } from './seen.ts';
import type { TrunkOf } from './settings.ts';
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
  readonly sights: readonly Sight[];
}

/** What deriving a call needs besides its messages. */
export interface ViewContext {
  readonly own: OwnAddresses;
  readonly trunkOf: TrunkOf;
  readonly hasTrunks: boolean;
  /** Not all messages of the conversation are known. */
  readonly isTruncated: boolean;
}

/** Folds the messages of one attempt into a call. Undefined when its INVITE was not seen. */
export function viewCall(attempt: Attempt, context: ViewContext): CallView | undefined {
  const rounds = buildRounds(attempt.sights, 'INVITE');
  const round = rounds.at(-1);
  const near = round === undefined ? undefined : callerHop(round);
  if (round === undefined || near === undefined) return undefined;
  const final = roundFinal(round);
  const dialog = final !== undefined && isSuccess(final.entry) ? readDialog(attempt.sights, round, final, context.isTruncated) : undefined;
  const hasRung = round.hops.some((hop) => hop.responses.some(isAlert));
  const legs = readLegs(rounds, context.trunkOf);
  const timing = measure(rounds, final, dialog);
  return {
    near,
    rounds,
    people: near.requestSight.seen.people,
    startedAt: Math.min(...rounds.flatMap((one) => callerHop(one)?.request.at ?? [])),
    ...readSetUp(round, final, hasRung, dialog, context.own),
    ...(dialog === undefined ? {} : readEnd(dialog, round, context.own)),
    final,
    dialog,
    deepest: deepestFinal(round, final),
    hasRung,
    isChallenged: final !== undefined && isChallenge(final.entry.status ?? 0),
    isEmergency: rounds.some((one) => one.hops.some((hop) => hop.request.isEmergency)),
    ...readDialogFacts(dialog, final),
    ...readTrunks(near, round, context),
    legs,
    timing,
    ...present({ callerAgentClass: near.request.agentClass, calleeAgentClass: final?.entry.agentClass }),
    anomalies: [...new Set(attempt.sights.flatMap((sight) => sight.seen.anomalies ?? []))].toSorted(),
    sights: attempt.sights,
  };
}

function readDialogFacts(
  dialog: Dialog | undefined,
  final: RoundFinal | undefined,
): Pick<CallView, 'race' | 'reinvites' | 'sessionExpiresSeconds'> {
  if (dialog === undefined || final === undefined) return { reinvites: 0 };
  const race = final.hop.cancels.length > 0 ? ('cancel' as const) : undefined;
  return present({ race, reinvites: dialog.reinvites, sessionExpiresSeconds: dialog.sessionTimer?.seconds });
}

/** How set-up ended: outcome, cause, and who ended it when it was not answered. Nothing while it is open. */
function readSetUp(
  round: Round,
  final: RoundFinal | undefined,
  hasRung: boolean,
  dialog: Dialog | undefined,
  own: OwnAddresses,
): Pick<CallView, 'outcome' | 'cause' | 'releasedBy' | 'endedAt'> {
  if (dialog !== undefined) return { outcome: 'answered', cause: 'normal' };
  if (final?.entry.status === undefined) {
    const cancel = callerHop(round)?.cancels[0];
    if (cancel === undefined) return {};
    return { outcome: 'cancelled', cause: 'cancelled', releasedBy: releasedUnanswered(round, undefined, own), endedAt: cancel.at };
  }
  const result = setUpResult(final.entry.status, hasRung);
  const q850 = final.entry.reasonQ850 ?? deepestFinal(round, final)?.entry.reasonQ850;
  return {
    outcome: result.outcome,
    cause: refineCause(result.cause, q850),
    releasedBy: releasedUnanswered(round, final, own),
    endedAt: final.entry.at,
  };
}

/** The final answer farthest from the caller: for an answered call its 2xx, otherwise the latest of the deepest hops. */
function deepestFinal(round: Round, final: RoundFinal | undefined): RoundFinal | undefined {
  const wantsSuccess = final !== undefined && isSuccess(final.entry);
  let deepest: RoundFinal | undefined;
  for (const hop of round.hops) {
    const entry = hopFinal(hop);
    if (entry === undefined || (wantsSuccess && !isSuccess(entry)) || isOwnCancel(hop, entry, final)) continue;
    const isDeeper =
      deepest === undefined || hop.depth > deepest.hop.depth || (hop.depth === deepest.hop.depth && entry.at > deepest.entry.at);
    if (isDeeper) deepest = { hop, entry };
  }
  return deepest;
}

/** A 487 that only answers the proxy's own CANCEL says nothing about why the call failed. */
function isOwnCancel(hop: Hop, entry: TimelineEntry, final: RoundFinal | undefined): boolean {
  return entry.status === 487 && hop.cancels.length > 0 && final !== undefined && final.entry.status !== 487;
}

function readTrunks(near: Hop, round: Round, context: ViewContext): { readonly direction: Direction; readonly trunk: LabelText } {
  const inbound = context.trunkOf(near.request.src);
  const beyond = round.hops.toSorted((a, b) => b.depth - a.depth || b.request.at - a.request.at);
  const outbound = beyond.map((hop) => context.trunkOf(hop.request.dst)).find((trunk) => trunk !== undefined);
  const trunk = inbound ?? outbound ?? labelText(NO_TRUNK);
  if (!context.hasTrunks) return { direction: 'unknown', trunk };
  if (inbound !== undefined) return { direction: outbound === undefined ? 'inbound' : 'transit', trunk };
  return { direction: outbound === undefined ? 'internal' : 'outbound', trunk };
}
