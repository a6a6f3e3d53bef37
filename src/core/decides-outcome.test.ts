import { expect, test } from 'vitest';
import type { CallConditions } from './call-conditions.ts';
import { decidesHopOutcome, decidesOutcome } from './decides-outcome.ts';

test.each<[string, CallConditions, boolean, boolean]>([
  ['nothing', {}, false, false],
  ['a trunk of the call', { direction: 'inbound' }, false, false],
  ['an outcome', { outcome: 'answered' }, true, true],
  ['failures', { isFailure: true }, true, true],
  ['a talk time', { minTalkSeconds: 5 }, true, true],
  ['a next hop', { hop: '192.0.2.30:5060' }, true, false],
  ['what a next hop answered', { hopCode: 503 }, true, true],
  ['why a next hop refused', { hopCause: 'congestion' }, true, true],
])(
  'a condition on %s decides the shares of calls and of hops as far as it chooses by how they came out',
  (_, conditions, ofCalls, ofHops) => {
    expect([decidesOutcome(conditions), decidesHopOutcome(conditions)]).toEqual([ofCalls, ofHops]);
  },
);
