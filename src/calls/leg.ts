import { labelText, NO_TRUNK, type CallLeg, type TimelineEntry } from '../core/index.ts';
import { isElsewhere, refineCause, setUpResult, type SetUpResult } from './cause.ts';
import type { OwnAddresses } from './own-addresses.ts';
import { isSuccess, roundFinal, callerHop, type Hop, type Round } from './round.ts';
import { rangInBand } from './ringing.ts';
import { patienceSeconds } from './silence.ts';
import type { TrunkOf } from './settings.ts';
import { trunkTo } from './trunk-ends.ts';

/** What reading legs needs besides their messages. */
export interface LegContext {
  readonly trunkOf: TrunkOf;
  readonly own: OwnAddresses;
  /** The time, by arrival. */
  readonly now: number;
  /** The call has failed because nobody answered. */
  readonly isSilent: boolean;
  /** Whether an agent sees responses at all: without them a leg that shows none says nothing. */
  readonly seesAnswers: (agent: string) => boolean;
}

/** A proxy that sends the INVITE on to another hop this much later has given up the one before; branches of a ring-all leave together. */
const NEXT_TRY_SECONDS = 0.5;
/** A next hop answers an INVITE within 0.2 s, at least by a 100 (RFC 3261 17.2.1). One that is silent for T2, and so through three repetitions, is dead when the caller gives up. */
const GIVEN_UP_SECONDS = 4;

/** The legs of a call: every hop of every round, in the order they were sent. */
export function readLegs(rounds: readonly Round[], context: LegContext): readonly CallLeg[] {
  const [only] = rounds;
  // Hot: nearly every call has one round, whose hops come in order.
  if (rounds.length === 1 && only !== undefined && areInOrder(only.hops)) return only.hops.map((hop) => readLeg(hop, only, context));
  const hops = rounds.flatMap((round) => round.hops.map((hop) => ({ hop, round })));
  hops.sort((a, b) => compareSent(a.hop, b.hop));
  return hops.map(({ hop, round }) => readLeg(hop, round, context));
}

function areInOrder(hops: readonly Hop[]): boolean {
  for (let place = 1; place < hops.length; place += 1) {
    const [one, two] = [hops[place - 1], hops[place]];
    if (one !== undefined && two !== undefined && compareSent(one, two) > 0) return false;
  }
  return true;
}

function compareSent(a: Hop, b: Hop): number {
  return a.request.at - b.request.at || a.depth - b.depth || a.branch - b.branch;
}

type OpenLeg = { -readonly [K in keyof CallLeg]: CallLeg[K] };

function readLeg(hop: Hop, round: Round, context: LegContext): CallLeg {
  const { request } = hop;
  const final = hop.final;
  const result = legResult(hop, round, final, context);
  // Hot: what every leg has as one literal, then what only some have.
  const leg: OpenLeg = {
    address: request.dst,
    trunk: trunkTo(hop, round, context) ?? labelText(NO_TRUNK),
    depth: hop.depth,
    startedAt: request.at,
    outcome: result.outcome,
    cause: result.cause,
  };
  const ringing = hop.responses.find((entry) => entry.status === 180);
  if (ringing !== undefined) leg.ringingAt = ringing.at;
  if (final !== undefined) {
    leg.finalAt = final.at;
    if (final.status !== undefined) leg.status = final.status;
  }
  addReason(leg, final, cancelReason(hop));
  return leg;
}

/** Header Reason of its final answer, else of its CANCEL. */
function addReason(leg: OpenLeg, final: TimelineEntry | undefined, cancel: TimelineEntry | undefined): void {
  const reasonSip = final?.reasonSip ?? cancel?.reasonSip;
  if (reasonSip !== undefined) leg.reasonSip = reasonSip;
  const reasonQ850 = final?.reasonQ850 ?? cancel?.reasonQ850;
  if (reasonQ850 !== undefined) leg.reasonQ850 = reasonQ850;
}

function cancelReason(hop: Hop): TimelineEntry | undefined {
  return hop.cancels.find((entry) => entry.reasonSip !== undefined || entry.reasonQ850 !== undefined);
}

const ANSWERED: SetUpResult = { outcome: 'answered', cause: 'normal' };

/** What became of one branch. The loser of a ring-all was answered elsewhere, not cancelled by anyone. */
function legResult(hop: Hop, round: Round, final: TimelineEntry | undefined, context: LegContext): SetUpResult {
  if (final !== undefined && isSuccess(final)) return ANSWERED;
  if (isLoser(hop, round)) return { outcome: 'cancelled', cause: 'elsewhere' };
  const status = (final ?? finalElsewhere(hop, round))?.status;
  const q850 = causeOf(hop);
  if (status !== undefined) return refusedAs(status, q850, hop.hasAlerted || rangInBand(hop, round));
  if (hop.cancels.length > 0) return { outcome: 'cancelled', cause: refineCause('cancelled', q850) };
  return { outcome: isDead(hop, round, context) ? 'failed' : 'unknown', cause: 'no_response' };
}

/** The Q.850 cause of its final answer, else of its CANCEL. */
function causeOf(hop: Hop): number | undefined {
  return hop.final?.reasonQ850 ?? cancelReason(hop)?.reasonQ850;
}

function refusedAs(status: number, q850: number | undefined, hasRung: boolean): SetUpResult {
  const { outcome, cause } = setUpResult(status, hasRung);
  return { outcome, cause: refineCause(cause, q850, hasRung) };
}

/** Final answer of the round, for the hop of a caller whose answers were not captured. */
function finalElsewhere(hop: Hop, round: Round): TimelineEntry | undefined {
  return hop.responses.length === 0 && hop === callerHop(round) ? roundFinal(round)?.entry : undefined;
}

/** Its CANCEL says so, or comes once another branch has a 2xx (RFC 3261 16.7 step 10). */
function isLoser(hop: Hop, round: Round): boolean {
  if (hop.cancels.length === 0) return false;
  if (hop.cancels.some(isElsewhere)) return true;
  const answers = round.hops.flatMap((one) => (one === hop ? [] : one.responses.filter(isSuccess)));
  return hop.cancels.some((cancel) => answers.some((answer) => answer.at <= cancel.at));
}

/** Whether a hop without a final answer has failed: it stayed silent for its time, or the next one was tried, or the caller was told that it failed. */
function isDead(hop: Hop, round: Round, { now, isSilent, seesAnswers }: LegContext): boolean {
  const patience = patienceSeconds(hop);
  if (isSilent || patience === undefined || !seesAnswers(hop.request.agent)) return isSilent;
  if (hop.responses.length === 0 && round.hops.some((other) => isNextTry(other, hop))) return true;
  if (hop === callerHop(round)) return false;
  const final = roundFinal(round)?.entry;
  if (isRefusal(final?.status)) return true;
  const givenUpAt = givenUp(hop, round, final);
  if (givenUpAt !== undefined) return givenUpAt - hop.request.at >= GIVEN_UP_SECONDS;
  return (final === undefined ? now - hop.request.receivedAt : final.at - hop.request.at) >= patience;
}

/** When the caller gave up on a hop that had said nothing. Undefined when he did not, or was answered all the same. */
function givenUp(hop: Hop, round: Round, final: TimelineEntry | undefined): number | undefined {
  const isAnswered = hop.responses.length > 0 || (final !== undefined && isSuccess(final));
  return isAnswered ? undefined : callerHop(round)?.cancels[0]?.at;
}

/** A proxy refuses in the end only what none of its branches may still answer; 487 answers the caller's CANCEL at once, and 6xx ends all branches. */
function isRefusal(status: number | undefined): boolean {
  return status !== undefined && status >= 300 && status < 600 && status !== 487;
}

function isNextTry(other: Hop, hop: Hop): boolean {
  const isSibling = other !== hop && other.request.src === hop.request.src && other.request.branches[1] === hop.request.branches[1];
  return isSibling && other.request.at - hop.request.at >= NEXT_TRY_SECONDS;
}
