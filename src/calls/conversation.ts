import type { ActiveState, CallRecord, Outcome, StoredCall, LabelText } from '../core/index.ts';
import type { EvictionRank } from './eviction-rank.ts';
import type { Seen } from './seen.ts';

/** How far a call has been committed. What is committed moves no counter again. */
export type Stage = 'open' | 'answered' | 'closed';

/** What the tracker remembers of a call beside its messages. */
export interface CallState {
  readonly id: string;
  version: number;
  stage: Stage;
  hasRungOnce: boolean;
  /** The committed outcome: it never changes. */
  outcome: Outcome | undefined;
  /** The last record handed over; what is committed of it stays. */
  record: CallRecord | undefined;
  /** The record as it was read back after a restart. */
  readonly adopted: StoredCall | undefined;
  /** When it was closed, by arrival. */
  closedAt: number | undefined;
  /** It was told that nothing was heard of it for long after it had rung. */
  isSilent: boolean;
  /** How many of its messages were handed over. */
  handed: number;
  /** What was counted of refreshes that were let go. */
  readonly letGo: { messages: number; retransmissions: number; duplicates: number; reinvites: number };
}

/** All messages of one Call-ID and what has been made of them. */
export interface Conversation {
  /** Absent for one read back after a restart until its next message brings it. */
  callId: string | undefined;
  /** Keyed hash of the Call-ID. */
  readonly key: string;
  readonly source: LabelText;
  seen: Seen[];
  readonly calls: Map<string, CallState>;
  isDirty: boolean;
  /** A message found no room: what is kept no longer tells when the session was last refreshed. */
  isTruncated: boolean;
  /** Someone decided that nothing more will be heard of its open calls: they are swept at the next look. */
  isGivenUp: boolean;
  /** Another call's INVITE with Replaces named this one and was answered. */
  isReplaced: boolean;
  lastReceivedAt: number;
  /** When something else than a message that is kept last showed that its calls go on. */
  renewedAt: number;
  /** When there is something to do without a further message. */
  dueAt: number;
  /** The states of its open calls, for the gauge. */
  activeStates: readonly ActiveState[];
  /** Everything has settled; only what is late may still come. */
  isSettled: boolean;
  /** Nothing late is expected any more. */
  isOver: boolean;
  /** What a full table lets go of before it. */
  rank: EvictionRank;
  /** Calls read back after a restart, oldest first. */
  readonly adopted: StoredCall[];
}

/** An empty conversation. */
export function openConversation(callId: string | undefined, key: string, source: LabelText, receivedAt: number): Conversation {
  return {
    callId,
    key,
    source,
    seen: [],
    calls: new Map(),
    isDirty: true,
    isTruncated: false,
    isGivenUp: false,
    isReplaced: false,
    lastReceivedAt: receivedAt,
    renewedAt: 0,
    dueAt: Number.POSITIVE_INFINITY,
    activeStates: [],
    isSettled: false,
    isOver: false,
    rank: 'callless',
    adopted: [],
  };
}
