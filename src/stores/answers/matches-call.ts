import { type CallConditions, isFailure, type StoredCall } from '../../core/index.ts';

/** What conditions look at. */
export type MatchedCall = Pick<
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

/** Whether a call meets all conditions that are given. */
export function matchesCall(call: MatchedCall, conditions: CallConditions): boolean {
  return isAsKnown(call, conditions) && isWithin(call, conditions) && isOfNumber(call, conditions);
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

function isOfNumber(call: MatchedCall, { callerHash, calleeHash, numberHash }: CallConditions): boolean {
  const caller = call.caller?.hash;
  const callee = call.callee?.hash;
  return is(caller, callerHash) && is(callee, calleeHash) && (numberHash === undefined || caller === numberHash || callee === numberHash);
}
