import { expect, test } from 'vitest';
import { createOwnAddresses, isOfRelay } from './own-addresses.ts';
import type { Hop } from './round.ts';

test('an address is configured for all its ports, an endpoint for its own, also when more endpoints were asked for than are remembered', () => {
  const own = createOwnAddresses(['192.0.2.1', '192.0.2.2:5060']);
  const ports = Array.from({ length: 3000 }, (_, place) => 4000 + place);
  for (let round = 0; round < 2; round += 1) {
    expect(ports.every((port) => own.isOwn('2001', `192.0.2.1:${port}`))).toBe(true);
    expect(ports.filter((port) => own.isOwn('2001', `192.0.2.2:${port}`))).toEqual([5060]);
    expect(ports.some((port) => own.isOwn('2001', `192.0.2.3:${port}`))).toBe(false);
  }
});

test('whether an endpoint is that of a relay costs as much for each of many hops as for each of few', () => {
  /** How often the branches of so many hops are looked at; of all only the last is a relay of one before it. */
  const looks = (count: number, endpoint: string, isRelay: boolean): number => {
    let looked = 0;
    const hops = Array.from({ length: count }, (_, place) => ({
      get branch() {
        looked += 1;
        return place + 1;
      },
      request: { agent: '2001', src: 'X:1', dst: 'Y:1', branches: [place + 1, place === count - 1 ? 1 : 1_000_000 + place] },
      // Of a hop nothing else is asked here.
    })) as unknown as readonly Hop[];
    expect(isOfRelay(endpoint, hops)).toBe(isRelay);
    return looked;
  };
  for (const count of [8, 9, 480]) expect(looks(count, 'X:1', true)).toBeLessThanOrEqual(Math.max(64, count));
  expect(looks(480, 'Z:1', false)).toBeLessThanOrEqual(480);
});
