import { expect, test } from 'vitest';
import { labelText } from '../metrics/index.ts';
import { storedCall } from '../testing/stored-call.ts';
import type { CallConditions } from './call-conditions.ts';
import { matchesCall } from './matches-call.ts';
import type { CallLeg } from './records.ts';

const leg = (address: string, trunk: string, status: number, cause: CallLeg['cause']): CallLeg => ({
  address,
  trunk: labelText(trunk),
  depth: 1,
  startedAt: 0,
  status,
  outcome: 'failed',
  cause,
});

/** A carrier's 503, and another one's 404, that the proxy turned into a 500. */
const CALL = storedCall({
  id: 'a',
  callId: 'abc-123@192.0.2.1',
  callKey: 'key-of-abc',
  aliases: ['key-of-xyz'],
  outcome: 'failed',
  sipCode: 500,
  hopCode: 503,
  trunk: labelText('carrier-b'),
  legs: [leg('192.0.2.1:5060', 'carrier-a', 503, 'congestion'), leg('[2001:db8::1]:5060', 'carrier-b', 404, 'unallocated')],
  callerAgentClass: 'linphone',
  calleeAgentClass: 'asterisk',
  stages: ['llm_first_token'],
});

test.each<[string, CallConditions, boolean]>([
  ['nothing', {}, true],
  ['what the caller saw', { sipCode: 500 }, true],
  ['what a hop answered', { hopCode: 503 }, true],
  ['what another hop answered', { hopCode: 404 }, true],
  ['what no hop answered', { hopCode: 500 }, false],
  ['why a hop refused', { hopCause: 'congestion' }, true],
  ['a hop with its port', { hop: '192.0.2.1:5060' }, true],
  ['a hop without its port', { hop: '192.0.2.1' }, true],
  ['another hop that begins alike', { hop: '192.0.2.1:506' }, false],
  ['a hop by an IPv6 address', { hop: '2001:db8::1' }, true],
  ['the trunk that refused first', { hopTrunk: 'carrier-a' }, true],
  ['one hop with both', { hopTrunk: 'carrier-a', hopCode: 503 }, true],
  ['two hops with one each', { hopTrunk: 'carrier-b', hopCode: 503 }, false],
  ['a device on the side of the caller', { device: 'linphone' }, true],
  ['a device on the other side', { device: 'asterisk' }, true],
  ['a device that is not there', { device: 'kamailio' }, false],
  ['a code and a cause of one hop', { hopCode: 503, hopCause: 'congestion' }, true],
  ['a code of one hop and a cause of another', { hopCode: 503, hopCause: 'unallocated' }, false],
  ['a stage of its voice agent', { stage: 'llm_first_token' }, true],
  ['a stage that was not timed', { stage: 'tool_call' }, false],
  ['the beginning of its Call-ID', { callId: 'abc-' }, true],
  ['the middle of its Call-ID', { callId: '123' }, false],
  ['its Call-ID, which is not shown', { callId: 'zzz', callKey: 'key-of-abc' }, true],
  ['another of its ids', { callId: 'zzz', callKey: 'key-of-xyz' }, true],
])('a call is found by %s', (_, conditions, isFound) => {
  expect(matchesCall(CALL, conditions)).toBe(isFound);
});

test('a reported call, which has no hops, is found by what it says the deepest one answered, and by nothing else of a hop', () => {
  const reported = storedCall({ id: 'b', legs: [], hopCode: 503 });
  expect(matchesCall(reported, { hopCode: 503 })).toBe(true);
  expect(matchesCall(reported, { hopCode: 404 })).toBe(false);
  expect(matchesCall(reported, { hopCode: 503, hopTrunk: 'carrier-a' })).toBe(false);
});
