import type { Conversation } from './conversation.ts';

/** What a full table lets go of, the first before the last; within one the oldest first. */
export const EVICTION_RANK = [
  /** Has no call, and nothing comes of it any more. */
  'told',
  /** Has no call that counts: a transaction or registration that has not settled, or answers alone. */
  'callless',
  /** Its calls have settled. */
  'settled',
  /** Has a call that nobody has answered yet. */
  'unanswered',
  /** Has a call that was answered and has not settled. */
  'answered',
] as const;
export type EvictionRank = (typeof EVICTION_RANK)[number];

/** The rank of a conversation as it was last advanced. */
export function evictionRank({ isSettled, calls }: Conversation, hasAnswer: boolean): EvictionRank {
  if (calls.every(({ isAnswerOnly }) => isAnswerOnly)) return isSettled ? 'told' : 'callless';
  if (isSettled) return 'settled';
  return hasAnswer ? 'answered' : 'unanswered';
}
