import { expect, test } from 'vitest';
import { labelText, NO_TRUNK, type CallLeg } from '../../core/index.ts';
import { storedCall } from '../../testing/index.ts';
import { HopGroups } from './hop-groups.ts';

const GATEWAY = '192.0.2.30:5060';
const PROXY = '192.0.2.20:5060';
const leg = (address: string, depth: number, startedAt: number, more: Partial<CallLeg> = {}): CallLeg => ({
  address,
  depth,
  startedAt,
  trunk: labelText(NO_TRUNK),
  outcome: 'failed',
  cause: 'congestion',
  status: 503,
  ...more,
});
const refused = (id: string, legs: readonly CallLeg[]) =>
  storedCall({ id, state: 'ended', isProvisional: false, outcome: 'failed', cause: 'congestion', sipCode: 503, legs });

test('a gateway that once sends a call back stays a next hop, and the proxy that passes on what it is sent is none', () => {
  const groups = new HopGroups('hop', {});
  for (let n = 0; n < 20; n += 1) groups.add(refused(`plain${n}`, [leg(PROXY, 1, 0), leg(GATEWAY, 2, 0.01)]));
  groups.add(refused('hairpin', [leg(PROXY, 1, 0), leg(GATEWAY, 2, 0.01), leg('192.0.2.40:5060', 3, 0.02)]));
  const tallies = groups.tallies();
  expect([...tallies.keys()].toSorted()).toEqual([GATEWAY, '192.0.2.40:5060']);
  expect([tallies.get(GATEWAY)?.attempts, tallies.get(GATEWAY)?.of('failed')]).toEqual([20, 20]);
});
