import { expect, test } from 'vitest';
import { createOwnAddresses } from './own-addresses.ts';

test('an address is configured for all its ports, an endpoint for its own, also when more endpoints were asked for than are remembered', () => {
  const own = createOwnAddresses(['192.0.2.1', '192.0.2.2:5060']);
  const ports = Array.from({ length: 3000 }, (_, place) => 4000 + place);
  for (let round = 0; round < 2; round += 1) {
    expect(ports.every((port) => own.isOwn('2001', `192.0.2.1:${port}`))).toBe(true);
    expect(ports.filter((port) => own.isOwn('2001', `192.0.2.2:${port}`))).toEqual([5060]);
    expect(ports.some((port) => own.isOwn('2001', `192.0.2.3:${port}`))).toBe(false);
  }
});
