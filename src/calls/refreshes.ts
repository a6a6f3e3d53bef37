import type { Method, TimelineEntry } from '../core/index.ts';
import type { CallView } from './call-view.ts';
import { keepOnly, type CallState, type Conversation } from './conversation.ts';
import { REUSE_SECONDS } from './invite-try.ts';
import { isSuccess } from './round.ts';
import { isRequest, type Seen, type Sight } from './seen.ts';

/** What sets up, refreshes or ends a call. The rest are details. */
export const DECISIVE: ReadonlySet<Method> = new Set(['INVITE', 'UPDATE', 'BYE', 'ACK', 'CANCEL']);

/** A re-INVITE or UPDATE on all its hops, with its answers and ACKs. */
interface Refresh {
  readonly sights: Sight[];
  lastReceivedAt: number;
  isAccepted: boolean;
  /** A 408 or 481 ends the dialog (RFC 5057). */
  isBroken: boolean;
}

/** The re-INVITE or UPDATE that a message belongs to. Undefined: it is something else, such as setting up. */
export function refreshOf({ method, fromTag, cseq }: TimelineEntry, { near, rounds }: CallView): string | undefined {
  if (method === 'UPDATE') return `UPDATE|${fromTag ?? 0}|${cseq}`;
  if (method !== 'INVITE' && method !== 'ACK') return undefined;
  const isSetUp = fromTag === near.request.fromTag && rounds.some((round) => round.cseq === cseq);
  return isSetUp ? undefined : `INVITE|${fromTag ?? 0}|${cseq}`;
}

/**
 * Lets go of all refreshes of a session but the newest one that was accepted, and those that may still be repeated or have ended the dialog. They
 * have been counted and handed over; a session that is refreshed for days needs the room for its BYE.
 */
export function letGoRefreshes(view: CallView, state: CallState, conversation: Conversation, now: number): void {
  const refreshes = readRefreshes(view);
  const newest = refreshes.findLast((one) => one.isAccepted);
  const over = new Set<Seen>();
  for (const one of refreshes) {
    if (one === newest || one.isBroken || one.lastReceivedAt + REUSE_SECONDS > now) continue;
    for (const sight of one.sights) countLetGo(sight, state);
    for (const { seen } of one.sights) over.add(seen);
    if (one.sights.some(({ entry }) => entry.method === 'INVITE' && isRequest(entry))) state.letGo.reinvites += 1;
  }
  if (over.size > 0) keepOnly(conversation, (seen) => !over.has(seen));
}

function readRefreshes(view: CallView): readonly Refresh[] {
  const refreshes = new Map<string, Refresh>();
  for (const sight of view.attempt.sights) {
    const { entry } = sight;
    const key = refreshOf(entry, view);
    if (key === undefined) continue;
    const known = refreshes.get(key);
    const one = known ?? { sights: [], lastReceivedAt: 0, isAccepted: false, isBroken: false };
    if (known === undefined) refreshes.set(key, one);
    one.sights.push(sight);
    one.lastReceivedAt = Math.max(one.lastReceivedAt, entry.receivedAt);
    one.isAccepted ||= isSuccess(entry);
    one.isBroken ||= entry.status === 408 || entry.status === 481;
  }
  return [...refreshes.values()];
}

function countLetGo({ kind }: Sight, { letGo }: CallState): void {
  if (kind === 'first') letGo.messages += 1;
  else if (kind === 'retransmission') letGo.retransmissions += 1;
  else if (kind === 'duplicate') letGo.duplicates += 1;
}
