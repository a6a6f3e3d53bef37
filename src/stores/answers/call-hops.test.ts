import { expect, test } from 'vitest';
import { labelText, type CallLeg } from '../../core/index.ts';
import { carriedLaterSeconds, ownHops } from './call-hops.ts';

function leg(facts: Partial<CallLeg>): CallLeg {
  return {
    address: '192.0.2.30:5060',
    trunk: labelText('none'),
    depth: 2,
    startedAt: 100,
    outcome: 'failed',
    cause: 'congestion',
    ...facts,
  };
}

const answered = (startedAt: number): CallLeg => leg({ startedAt, outcome: 'answered', cause: 'normal' });

test('a later choice is tried after the final answer of the first, or half a second after its INVITE', () => {
  const refused = leg({ finalAt: 100.1, status: 503 });
  const silent = leg({ cause: 'no_response' });
  const late = leg({ finalAt: 106, status: 503 });
  expect(carriedLaterSeconds(refused, 'failed', [refused, answered(100.1)])).toBe(0.1);
  expect(carriedLaterSeconds(silent, 'failed', [silent, answered(105)])).toBe(5);
  expect(carriedLaterSeconds(late, 'given_up', [late, answered(103)])).toBe(3);
});

test('a branch that left at the same time is no later choice, and neither is one that was not answered, or that follows what did not fail', () => {
  const refused = leg({ finalAt: 100.4, status: 503 });
  expect(carriedLaterSeconds(refused, 'failed', [answered(100.001), refused])).toBeUndefined();
  expect(carriedLaterSeconds(refused, 'failed', [refused, leg({ startedAt: 101 })])).toBeUndefined();
  const busy = leg({ outcome: 'busy', cause: 'busy', finalAt: 100.4, status: 486 });
  expect(carriedLaterSeconds(busy, 'delivered', [busy, answered(101)])).toBeUndefined();
});

test('a hop that passes the call on is an own proxy, unless it had refused it before, or is a trunk of the settings', () => {
  const near = leg({ address: '192.0.2.20:5060', depth: 1, startedAt: 99, finalAt: 101 });
  const carrier = leg({ trunk: labelText('carrier-a') });
  const refused = leg({ depth: 1, startedAt: 98, finalAt: 98.5 });
  expect(ownHops([refused, near, carrier], 'none')).toEqual([near]);
  expect(ownHops([carrier, leg({ depth: 3, startedAt: 100.1 })], 'none')).toEqual([]);
  expect(ownHops([near], 'none')).toEqual([]);
});
