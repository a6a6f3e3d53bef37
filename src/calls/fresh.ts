import type { TimelineEntry } from '../core/index.ts';
import type { Conversation } from './conversation.ts';
import type { TrackerSettings } from './settings.ts';

/** How long the messages with which a call begins may gather before it is handed over for the first time: half of the time, so that who looks on sees it within the whole. */
export function firstSightSeconds({ settleSeconds, provisionalSeconds: most }: TrackerSettings): number {
  return Math.min(most / 2, settleSeconds);
}

/** How long what of a call is new may wait before it is handed over. */
export function provisionalSeconds({ settleSeconds, provisionalSeconds: most }: TrackerSettings): number {
  return Math.min(most, settleSeconds);
}

/** Whether a message may end set-up or the call: nothing is committed sooner than the settle time after one. */
export function isDecisive({ method, status }: TimelineEntry): boolean {
  if (method === 'BYE' || method === 'CANCEL') return true;
  return method === 'INVITE' && status !== undefined && status >= 200;
}

/**
 * Notes one more message that was not looked at. Returns when to look: a second after the first of them, sooner with those it begins with, or when what may end something, and what comes right behind
 * it, has settled; at once when it comes late. So a call costs a few looks, however many messages it has.
 */
export function noteFresh(conversation: Conversation, entry: TimelineEntry, settings: TrackerSettings): number {
  const { receivedAt } = entry;
  if (conversation.fresh === 0) conversation.freshAt = receivedAt;
  conversation.fresh += 1;
  conversation.isDeciding ||= isDecisive(entry);
  const { rank, freshAt, isDeciding, calls } = conversation;
  if (rank === 'settled') return receivedAt;
  const isCall = rank === 'unanswered' || rank === 'answered';
  if (isCall && !isDeciding) return freshAt + (calls.length === 0 ? firstSightSeconds(settings) : provisionalSeconds(settings));
  return Math.min(receivedAt + settings.settleSeconds, freshAt + 2 * settings.settleSeconds);
}

/** What is new was looked at. */
export function noteLook(conversation: Conversation): void {
  conversation.fresh = 0;
  conversation.isDeciding = false;
  conversation.freshDueAt = Number.POSITIVE_INFINITY;
}
