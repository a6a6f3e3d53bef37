import { present, type Cause, type Outcome, type ReleasedBy, type TimelineEntry } from '../core/index.ts';
import { isChallenge, isElsewhere, refineCause, setUpResult } from './cause.ts';
import { deepestFinal } from './deepest-final.ts';
import type { OwnAddresses } from './own-addresses.ts';
import { hasRefusedCredentials } from './refused-credentials.ts';
import { cancelledBy, refusedBy } from './release.ts';
import { isSuccess, type Hop, type Round, type RoundFinal } from './round.ts';
import { isRequest, type Sight } from './seen.ts';

/** Header Reason (RFC 3326) of a message. */
type Reason = Pick<TimelineEntry, 'reasonSip' | 'reasonQ850'>;

/** How set-up ended. Nothing of it while it is open. */
export interface SetUp {
  readonly outcome?: Outcome;
  readonly cause?: Cause;
  /** Absent when it was answered. */
  readonly releasedBy?: ReleasedBy;
  readonly endedAt?: number;
  readonly isChallenged: boolean;
  readonly reason?: Reason;
}

/** What the end of set-up is read from. */
export interface SetUpFacts {
  readonly rounds: readonly Round[];
  readonly round: Round;
  readonly near: Hop;
  readonly final: RoundFinal | undefined;
  readonly hasRung: boolean;
  /** All BYEs and what answered them. */
  readonly byes: readonly Sight[];
  readonly own: OwnAddresses;
  /** Caller or next hop is a carrier. */
  readonly isCarrierCall: boolean;
  /** When it failed because nobody answered. Undefined while somebody may, or has. */
  readonly silentAt: number | undefined;
}

/** Expiry is told in whole seconds, and the 487 that it brings may come a little early. */
const EXPIRY_TOLERANCE_SECONDS = 1;

/** Reads how set-up ended from the final answer that the caller saw, and what came before it. */
export function readSetUp(facts: SetUpFacts): SetUp {
  const { near, final } = facts;
  const status = final?.entry.status;
  if (final === undefined || status === undefined) return unfinished(facts);
  if (isSuccess(final.entry)) return { outcome: 'answered', cause: 'normal', isChallenged: false };
  // The caller had given up; a 408 then only says that nobody confirmed it (RFC 3261 9.1).
  if (status === 487 || (status === 408 && near.cancels.length > 0)) return terminated(facts, final);
  return refused(facts, final, status);
}

function unfinished(facts: SetUpFacts): SetUp {
  const { near, silentAt } = facts;
  const [cancel] = near.cancels;
  if (cancel !== undefined) return givenUp(facts, cancel.at);
  if (silentAt === undefined) return { isChallenged: false };
  return { outcome: 'failed', cause: 'no_response', releasedBy: 'network', endedAt: silentAt, isChallenged: false };
}

function refused({ rounds, round, hasRung, own, isCarrierCall }: SetUpFacts, final: RoundFinal, status: number): SetUp {
  const isChallenged = isChallenge(status) || (!isCarrierCall && hasRefusedCredentials(rounds));
  const result = isChallenged ? ({ outcome: 'rejected', cause: 'auth' } as const) : setUpResult(status, hasRung);
  const told = [final.entry, deepestFinal(round, final)?.entry, ...provisionals(round)];
  return {
    outcome: result.outcome,
    ...refined(result.cause, told, hasRung),
    releasedBy: refusedBy(round, final, own),
    endedAt: final.entry.at,
    isChallenged,
  };
}

/** A 487: a CANCEL, a BYE in the early dialog (RFC 3261 15), or the INVITE's own Expires (13.3.1). */
function terminated(facts: SetUpFacts, final: RoundFinal): SetUp {
  const { round, near, own, byes } = facts;
  const endedAt = final.entry.at;
  if (near.cancels.length > 0) return givenUp(facts, endedAt);
  const bye = byes.find(({ entry }) => isRequest(entry) && entry.toTag !== undefined && entry.at <= endedAt);
  if (bye !== undefined) {
    const releasedBy = bye.entry.fromTag === near.request.fromTag ? 'caller' : 'callee';
    return { outcome: 'cancelled', ...refined('cancelled', [bye.entry]), releasedBy, endedAt, isChallenged: false };
  }
  const expires = near.request.expiresSeconds;
  if (expires !== undefined && endedAt - near.request.at >= expires - EXPIRY_TOLERANCE_SECONDS)
    return { outcome: 'no_answer', cause: 'no_answer', releasedBy: refusedBy(round, final, own), endedAt, isChallenged: false };
  if (round.hops.some((hop) => hop.cancels.length > 0)) return givenUp(facts, endedAt);
  return { outcome: 'cancelled', ...refined('cancelled', [final.entry]), releasedBy: 'unknown', endedAt, isChallenged: false };
}

/** A CANCEL ended it: the caller gave up, or the call was taken elsewhere and this is a loser of its ring group. */
function givenUp({ round, near, final, own }: SetUpFacts, endedAt: number): SetUp {
  const cancels = [...near.cancels, ...round.hops.flatMap((hop) => (hop === near ? [] : hop.cancels))];
  const told = [...cancels, ...(final === undefined ? [] : [final.entry]), ...provisionals(round)];
  if (near.cancels.some(isElsewhere)) {
    const reason = reasonOf(near.cancels);
    return { outcome: 'cancelled', cause: 'elsewhere', releasedBy: 'network', endedAt, isChallenged: false, ...present({ reason }) };
  }
  return { outcome: 'cancelled', ...refined('cancelled', told), releasedBy: cancelledBy(round, own), endedAt, isChallenged: false };
}

/** Provisional answers that say why, the last one first: a 183 with an announcement. */
function provisionals(round: Round): readonly TimelineEntry[] {
  return round.hops
    .flatMap((hop) => hop.responses.filter(({ status = 0, reasonQ850 }) => status < 200 && reasonQ850 !== undefined))
    .toReversed();
}

/** The cause by the first of these messages whose Q.850 cause says something, and the Reason that it was read from. */
function refined(cause: Cause, told: readonly (TimelineEntry | undefined)[], hasRung = true): Pick<SetUp, 'cause' | 'reason'> {
  const saying = told.find((entry) => entry !== undefined && refineCause(cause, entry.reasonQ850, hasRung) !== cause);
  const reason = reasonOf(saying === undefined ? told : [saying, ...told]);
  return { cause: refineCause(cause, saying?.reasonQ850, hasRung), ...present({ reason }) };
}

function reasonOf(told: readonly (TimelineEntry | undefined)[]): Reason | undefined {
  const reasonSip = told.find((entry) => entry?.reasonSip !== undefined)?.reasonSip;
  const reasonQ850 = told.find((entry) => entry?.reasonQ850 !== undefined)?.reasonQ850;
  return reasonSip === undefined && reasonQ850 === undefined ? undefined : present({ reasonSip, reasonQ850 });
}
