import { hasNumberEnd, type CallConditions } from './call-conditions.ts';
import { isFailure } from './is-failure.ts';
import { isSuchEnd, type EndSide, type NumberEnd } from './number-end.ts';
import { isShownAs } from './shown-person.ts';
import type { CallLeg } from './records.ts';
import type { StoredCall, StoredPrivate } from './store.ts';

/** What conditions look at in what is told of many calls at once. */
type OutlinedCall = Pick<
  StoredCall,
  | 'startedAt'
  | 'direction'
  | 'trunk'
  | 'agent'
  | 'caller'
  | 'callee'
  | 'state'
  | 'outcome'
  | 'ended'
  | 'cause'
  | 'sipCode'
  | 'codec'
  | 'talkSeconds'
  | 'mos'
  | 'isChallenged'
>;
/** What they look at beside: of a call that lacks it, such a condition does not hold. */
type DetailedCall = Partial<
  Pick<StoredCall, 'legs' | 'hopCode' | 'callerAgentClass' | 'calleeAgentClass' | 'stages' | 'callId' | 'callKey' | 'aliases' | 'ends'>
>;
export type MatchedCall = OutlinedCall & DetailedCall;

/** Whether a call meets all conditions that are given. */
export function matchesCall(call: MatchedCall, conditions: CallConditions): boolean {
  return (
    isAsKnown(call, conditions) &&
    isWithin(call, conditions) &&
    isOfNumber(call, conditions) &&
    (!needsDetail(conditions) || isInDetail(call, conditions))
  );
}

/** Whether conditions look at what only the whole record tells. */
export function needsDetail(conditions: CallConditions): boolean {
  const { hop, hopTrunk, hopCode, hopCause, device, stage, callId, callKey } = conditions;
  const { numberStart, callerStart, calleeStart } = conditions;
  return (
    hasNumberEnd(conditions) ||
    [numberStart, callerStart, calleeStart, hop, hopTrunk, hopCode, hopCause, device, stage, callId, callKey].some(
      (value) => value !== undefined,
    )
  );
}

function isAsKnown(call: MatchedCall, conditions: CallConditions): boolean {
  return (
    is(call.outcome, conditions.outcome) &&
    is(call.ended, conditions.ended) &&
    is(call.cause, conditions.cause) &&
    is(call.direction, conditions.direction) &&
    is(call.trunk, conditions.trunk) &&
    is(call.agent, conditions.agent) &&
    is(call.codec, conditions.codec) &&
    is(call.sipCode, conditions.sipCode) &&
    is(call.state !== 'ended', conditions.isActive) &&
    is(isFailure(call), conditions.isFailure)
  );
}

function is<T>(value: T | undefined, wanted: T | undefined): boolean {
  return wanted === undefined || value === wanted;
}

function isWithin(call: MatchedCall, { since, until, minMos, maxMos, minTalkSeconds, maxTalkSeconds }: CallConditions): boolean {
  return (
    (since === undefined || call.startedAt >= since) &&
    (until === undefined || call.startedAt < until) &&
    isBetween(call.mos, minMos, maxMos) &&
    isBetween(call.talkSeconds, minTalkSeconds, maxTalkSeconds)
  );
}

/** Both ends belong to the range; what has no value is in no range. */
function isBetween(value: number | undefined, min: number | undefined, max: number | undefined): boolean {
  if (min === undefined && max === undefined) return true;
  return value !== undefined && (min === undefined || value >= min) && (max === undefined || value <= max);
}

function isOfNumber(call: MatchedCall, conditions: CallConditions): boolean {
  const { callerHash, callerEnd, callerStart, calleeHash, calleeEnd, calleeStart, numberHash, numberEnd, numberStart } = conditions;
  const { caller, callee, ends = [] } = call;
  return (
    isSomebody([caller], ends, { hash: callerHash, end: callerEnd, start: callerStart }, 'caller') &&
    isSomebody([callee], ends, { hash: calleeHash, end: calleeEnd, start: calleeStart }, 'callee') &&
    isSomebody([caller, callee], ends, { hash: numberHash, end: numberEnd, start: numberStart })
  );
}

interface Wanted {
  readonly hash: string | undefined;
  readonly end: NumberEnd | undefined;
  readonly start: string | undefined;
}

/** Whether a hash or its start is that of one of some people, or an end that of anybody on their side. */
function isSomebody(
  people: readonly (StoredPrivate | undefined)[],
  ends: readonly string[],
  { hash, end, start }: Wanted,
  side?: EndSide,
): boolean {
  if (hash === undefined && end === undefined && start === undefined) return true;
  if (people.some((person) => person !== undefined && (person.hash === hash || isShownAs(person, start)))) return true;
  return end !== undefined && ends.some((one) => isSuchEnd(one, end, side));
}

function isInDetail(call: MatchedCall, conditions: CallConditions): boolean {
  const { device, stage } = conditions;
  return (
    (stage === undefined || call.stages?.includes(stage) === true) &&
    (device === undefined || call.callerAgentClass === device || call.calleeAgentClass === device) &&
    isOfCallId(call, conditions) &&
    hasHop(call, conditions)
  );
}

function isOfCallId(call: MatchedCall, { callId, callKey }: CallConditions): boolean {
  if (callId === undefined && callKey === undefined) return true;
  if (callId !== undefined && call.callId?.startsWith(callId) === true) return true;
  return callKey !== undefined && (call.callKey === callKey || call.aliases?.includes(callKey) === true);
}

/** Whether one hop is as all conditions on hops say. A call that was reported has none, but may tell what the deepest one answered. */
function hasHop(call: MatchedCall, conditions: CallConditions): boolean {
  const { hop, hopTrunk, hopCode, hopCause } = conditions;
  if (hop === undefined && hopTrunk === undefined && hopCode === undefined && hopCause === undefined) return true;
  if (hop === undefined && hopTrunk === undefined && hopCause === undefined && call.hopCode === hopCode) return true;
  return call.legs?.some((leg) => isSuchHop(leg, conditions)) === true;
}

/** Whether a hop is as all conditions on hops say. */
export function isSuchHop(leg: CallLeg, { hop, hopTrunk, hopCode, hopCause }: CallConditions): boolean {
  return (
    (hop === undefined || isAddress(leg.address, hop)) &&
    is(leg.trunk, hopTrunk) &&
    is(leg.status, hopCode) &&
    (hopCause === undefined || leg.cause === hopCause)
  );
}

/** An address is meant with its port or without. */
function isAddress(address: string, wanted: string): boolean {
  return address === wanted || address.startsWith(`${wanted}:`) || address.startsWith(`[${wanted}]:`);
}
