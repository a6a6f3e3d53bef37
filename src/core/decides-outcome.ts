import type { CallConditions } from './call-conditions.ts';

/** Whether conditions choose calls by how they came out: the share of the answered ones is then that of the question, and not of the calls. */
export function decidesOutcome({ outcome, ended, cause, sipCode, isFailure, minTalkSeconds, maxTalkSeconds }: CallConditions): boolean {
  return [outcome, ended, cause, sipCode, isFailure, minTalkSeconds, maxTalkSeconds].some((value) => value !== undefined);
}

/** The same of the hops of calls: conditions on hops choose them by what they answered. */
export function decidesHopOutcome(conditions: CallConditions): boolean {
  return decidesOutcome(conditions) || conditions.hopCode !== undefined || conditions.hopCause !== undefined;
}
