import type { TimelineEntry } from '../core/index.ts';
import { isSuccess } from './round.ts';
import type { Sight } from './seen.ts';

/** 64*T1 (RFC 3261): how long SIP repeats messages, and how long a request waits for its first answer. */
export const REUSE_SECONDS = 32;

/**
 * For this long an INVITE with the CSeq of an answered one is one more branch of it. It is no longer than a call takes to settle, so that
 * none is committed as refused and then answered.
 */
const BRANCH_SECONDS = 2;

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
  readonly before: InviteTry | undefined;
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
  return invitesRetry(final.status ?? 0) && entry.at - final.at <= challengeSeconds;
}

/** Statuses that tell the caller how to mend its INVITE and try again (RFC 3261 8.1.3.4 and 8.1.3.5, RFC 4028 7.1). */
export function invitesRetry(status: number): boolean {
  return (status >= 300 && status < 400) || MENDED.has(status);
}

const MENDED: ReadonlySet<number> = new Set([401, 407, 413, 415, 416, 420, 422]);
