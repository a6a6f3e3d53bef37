import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTrunkMatcher } from './trunk-matcher.ts';

test('the longest prefix wins, whatever the order', () => {
  const trunkOf = createTrunkMatcher({ wide: ['10.0.0.0/8'], host: ['10.1.2.3'], narrow: ['10.1.0.0/16'] });
  expect(trunkOf('10.1.2.3:5060')).toBe('host');
  expect(trunkOf('10.1.2.4:5060')).toBe('narrow');
  expect(trunkOf('10.2.0.0:5060')).toBe('wide');
  expect(trunkOf('11.0.0.0:5060')).toBeUndefined();
});

test('IPv6 endpoints match IPv6 networks, and mapped IPv4 addresses the IPv4 ones', () => {
  const trunkOf = createTrunkMatcher({ six: ['2001:db8::/32'], four: ['192.0.2.0/24'], mapped: ['::ffff:198.51.100.0/120'] });
  expect(trunkOf('[2001:db8:1::5]:5061')).toBe('six');
  expect(trunkOf('[2001:db9::1]:5061')).toBeUndefined();
  expect(trunkOf('[::ffff:192.0.2.9]:5060')).toBe('four');
  expect(trunkOf('198.51.100.77:5060')).toBe('mapped');
});

test.each(['', ':', '[', '[]:5060', 'sip.example.org:5060', '1:5060', '0x0a.1.2.3:5060', '10.1.2:5060', '010.1.2.3.4:1'])(
  '%j is no address and has no trunk',
  (endpoint) => {
    expect(createTrunkMatcher({ all: ['0.0.0.0/0', '::/0'] })(endpoint)).toBeUndefined();
  },
);

const octets = fc.tuple(fc.constantFrom(10, 192), fc.nat(3), fc.nat(3), fc.nat(255));
const network = fc.tuple(octets, fc.nat(32));

/** The value of an address by plain arithmetic. */
function valueOf([a, b, c, d]: readonly [number, number, number, number]): number {
  return ((a * 256 + b) * 256 + c) * 256 + d;
}

test('it agrees with plain arithmetic for any networks and more hosts than are remembered', () => {
  fc.assert(
    fc.property(fc.array(network, { maxLength: 8 }), fc.array(octets, { minLength: 1, maxLength: 40 }), (networks, hosts) => {
      const trunks = Object.fromEntries(networks.map(([address, bits], index) => [`t${index}`, [`${address.join('.')}/${bits}`]]));
      const trunkOf = createTrunkMatcher(trunks);
      for (const host of [...hosts, ...hosts]) {
        let bits = -1;
        let expected: string | undefined;
        for (const [index, [address, prefix]] of networks.entries()) {
          const size = 2 ** (32 - prefix);
          const isInside = Math.floor(valueOf(address) / size) === Math.floor(valueOf(host) / size);
          if (isInside && prefix > bits) [bits, expected] = [prefix, `t${index}`];
        }
        expect(trunkOf(`${host.join('.')}:5060`)).toBe(expected);
      }
    }),
  );
});

test('answers stay right when more hosts were asked for than are remembered', () => {
  const trunkOf = createTrunkMatcher({ even: ['10.0.0.0/16'], odd: ['10.1.0.0/16'] });
  for (let round = 0; round < 2; round += 1) {
    for (let index = 0; index < 3000; index += 1) {
      const net = index % 2;
      expect(trunkOf(`10.${net}.${index % 250}.${Math.floor(index / 250)}:5060`)).toBe(net === 0 ? 'even' : 'odd');
    }
  }
});
