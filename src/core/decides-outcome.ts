import type { CallConditions } from './call-conditions.ts';

function asksForOutcome({ outcome, ended, cause, sipCode, isFailure, minTalkSeconds, maxTalkSeconds }: CallConditions): boolean {
  return [outcome, ended, cause, sipCode, isFailure, minTalkSeconds, maxTalkSeconds].some((value) => value !== undefined);
}

/**
 * Whether conditions choose calls by how they came out, or by their hops: the share of the answered ones is then that of the question and not of the calls, or looks like that of a hop
 * whose calls others have carried.
 */
export function decidesOutcome(conditions: CallConditions): boolean {
  const { hop, hopTrunk, hopCode, hopCause } = conditions;
  return asksForOutcome(conditions) || [hop, hopTrunk, hopCode, hopCause].some((value) => value !== undefined);
}

/** Whether conditions choose hops by how they came out, or their calls. */
export function decidesHopOutcome(conditions: CallConditions): boolean {
  return asksForOutcome(conditions) || conditions.hopCode !== undefined || conditions.hopCause !== undefined;
}
