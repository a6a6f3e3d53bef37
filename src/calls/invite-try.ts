import type { TimelineEntry } from '../core/index.ts';
import { invitesRetry, isRedirect } from './invites-retry.ts';
import { isSuccess } from './round.ts';
import type { Sight } from './seen.ts';

/** 64*T1 (RFC 3261): how long SIP repeats messages, and how long a request waits for its first answer. */
export const REUSE_SECONDS = 32;

/**
 * For this long an INVITE with the CSeq of an answered one is one more branch of it. It is no longer than a call takes to settle, so that
 * none is committed as refused and then answered.
 */
const BRANCH_SECONDS = 2;

/** The clock of an agent that is further off is not used (docs/call-model.md, "Time"). */
const CLOCKS_APART_SECONDS = 300;

/** An INVITE of the caller on all its hops, as far as it decides what the next INVITE is. */
export interface InviteTry {
  readonly cseq: number;
  readonly askedAt: number;
  /** The hop nearest the caller: the fewest Vias, then the earliest. */
  near: Sight;
  /** The final answer on that hop. */
  nearFinal: TimelineEntry | undefined;
  /** The latest final answer on another hop. */
  farFinal: TimelineEntry | undefined;
  isCancelled: boolean;
  /** The one of the same attempt before it. */
  before: InviteTry | undefined;
}

/** Opens the try of an INVITE seen for the first time. */
export function openTry(invite: Sight, before: InviteTry | undefined): InviteTry {
  const { cseq, at } = invite.entry;
  return { cseq, askedAt: at, near: invite, nearFinal: undefined, farFinal: undefined, isCancelled: false, before };
}

/** Adds a hop, which may be nearer to the caller than those known. */
export function addHop(tried: InviteTry, invite: Sight): void {
  if (invite === tried.near || invite.entry.branches.length >= tried.near.entry.branches.length) return;
  tried.near = invite;
  tried.farFinal = tried.nearFinal ?? tried.farFinal;
  tried.nearFinal = undefined;
}

/** Notes a final answer on one of the hops; a 2xx that follows another one is what counts. */
export function noteFinal(tried: InviteTry, sight: Sight): void {
  const { entry, status = 0, branch } = sight;
  if (status < 200) return;
  if (!isOnHop(tried.near, sight, branch)) tried.farFinal = entry;
  else if (tried.nearFinal === undefined || (isSuccess(entry) && !isSuccess(tried.nearFinal))) tried.nearFinal = entry;
}

/** Notes a final answer on a hop whose INVITE was not captured. With fewer Vias than all others it is what the caller got. */
export function noteUnaskedFinal(tried: InviteTry, { entry, status = 0 }: Sight): void {
  if (status < 200) return;
  if (entry.branches.length < tried.near.entry.branches.length) tried.nearFinal ??= entry;
  else tried.farFinal = entry;
}

/** Whether a message is of the hop of an INVITE, if this is its branch. */
export function isOnHop(invite: Sight, { transaction, entry }: Sight, branch: number): boolean {
  if (invite.transaction.branch !== branch || invite.transaction.cseq !== transaction.cseq) return false;
  return invite.entry === entry || (invite.entry.fromTag ?? 0) === (entry.fromTag ?? 0);
}

/** Whether an INVITE with the same CSeq that shares no branch with it is another branch of it, to the next hop. */
export function isBranchOf(tried: InviteTry, { entry }: Sight): boolean {
  const final = tried.nearFinal;
  if (final === undefined) return true;
  // Two agents have two clocks.
  return entry.at - final.at < (entry.agent === final.agent ? BRANCH_SECONDS : REUSE_SECONDS);
}

/** Whether an INVITE with another CSeq is the caller's next try of the same attempt. */
export function isMendedBy(tried: InviteTry, { entry }: Sight, challengeSeconds: number): boolean {
  const final = tried.nearFinal ?? tried.farFinal;
  // That nobody answered is a 408 to the caller (RFC 3261 8.1.3.1).
  if (final === undefined) return !tried.isCancelled && entry.at - tried.askedAt < REUSE_SECONDS;
  return (invitesRetry(final.status ?? 0) || isRedirected(tried)) && entry.at - final.at <= challengeSeconds;
}

/** Whether the caller sends another INVITE behind this one, with this CSeq (RFC 3261 8.1.3.5). */
export function isFollowedBy({ cseq, nearFinal, farFinal }: InviteTry, next: number): boolean {
  return next === cseq + 1 && invitesRetry((nearFinal ?? farFinal)?.status ?? 0);
}

/** Whether the caller goes through the Contacts of a 3xx: the next one follows when one refuses (RFC 3261 8.1.3.4). */
function isRedirected({ before }: InviteTry): boolean {
  for (let one = before; one !== undefined; one = one.before) {
    const { status = 0 } = one.nearFinal ?? one.farFinal ?? {};
    if (isRedirect(status)) return true;
  }
  return false;
}

/**
 * Whether an INVITE is an earlier try of the attempt that only another clock puts behind the later one: the CSeq of one caller grows (RFC 3261 8.1.1.5). Of one agent
 * it is a Call-ID that is used again.
 */
export function isEarlierTry({ cseq, near, askedAt }: InviteTry, { entry }: Sight): boolean {
  return entry.cseq < cseq && entry.agent !== near.entry.agent && Math.abs(entry.at - askedAt) < CLOCKS_APART_SECONDS;
}

/** Puts a try among those of an attempt, of which this is the latest, by its CSeq. */
export function insertTry(latest: InviteTry, invite: Sight): InviteTry {
  let next = latest;
  while (next.before !== undefined && next.before.cseq > invite.entry.cseq) next = next.before;
  next.before = openTry(invite, next.before);
  return next.before;
}
