import type { CallConditions } from './call-conditions.ts';

function asksForOutcome({ outcome, ended, cause, sipCode, isFailure, minTalkSeconds, maxTalkSeconds }: CallConditions): boolean {
  return [outcome, ended, cause, sipCode, isFailure, minTalkSeconds, maxTalkSeconds].some((value) => value !== undefined);
}

/**
 * Whether conditions choose calls by their outcome or by their hops. The share of answered calls then describes the conditions and not the traffic, or seems to be that of a hop
 * whose calls were carried by others.
 */
export function decidesOutcome(conditions: CallConditions): boolean {
  const { hop, hopTrunk, hopCode, hopCause } = conditions;
  return asksForOutcome(conditions) || [hop, hopTrunk, hopCode, hopCause].some((value) => value !== undefined);
}

/** Whether conditions choose hops, or their calls, by their outcome. */
export function decidesHopOutcome(conditions: CallConditions): boolean {
  return asksForOutcome(conditions) || conditions.hopCode !== undefined || conditions.hopCause !== undefined;
}
