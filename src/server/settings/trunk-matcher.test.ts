import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Private } from '../../core/index.ts';
import { createTrunkMatcher } from './trunk-matcher.ts';
import { parseTrunkRule } from './trunk-rule.ts';

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

/** What an INVITE says that the network itself sent on. */
const sentOn = (host: string, user = '+15550100042') => ({ host, user: new Private(user, 'number'), isSentOn: true });

test('a trunk is known by one of each kind of entry that it has', () => {
  const trunkOf = createTrunkMatcher({
    plain: ['192.0.2.0/24'],
    port: ['192.0.2.7:5080', '[2001:db8::7]:5080'],
    domain: ['192.0.2.7', '.carrier.example'],
    prefix: ['192.0.2.7', 'sip:9001', 'sip:9002#'],
    both: ['.carrier.example', 'sip:9001'],
  });
  expect(trunkOf('192.0.2.7:5080')).toBe('port');
  expect(trunkOf('[2001:db8::7]:5080')).toBe('port');
  expect(trunkOf('192.0.2.7:5060')).toBe('plain');
  expect(trunkOf('192.0.2.7:5060', sentOn('eu.carrier.example'))).toBe('domain');
  expect(trunkOf('192.0.2.7:5060', sentOn('carrier.example'))).toBe('domain');
  expect(trunkOf('192.0.2.7:5060', sentOn('notcarrier.example'))).toBe('plain');
  expect(trunkOf('192.0.2.7:5060', sentOn('x', '9002#44'))).toBe('prefix');
  expect(trunkOf('198.51.100.9:5060', sentOn('carrier.example', '900144'))).toBe('both');
  expect(trunkOf('198.51.100.9:5060', sentOn('carrier.example', '44'))).toBeUndefined();
});

test('without a network a trunk is known by what the network sent on alone, since anybody may write a host', () => {
  const trunkOf = createTrunkMatcher({ named: ['carrier.example'] });
  expect(trunkOf('198.51.100.9:5060', sentOn('carrier.example'))).toBe('named');
  expect(trunkOf('198.51.100.9:5060', { ...sentOn('carrier.example'), isSentOn: false })).toBeUndefined();
  expect(trunkOf('198.51.100.9:5060')).toBeUndefined();
});

test('a hundred thousand hosts and numbers of strangers leave nothing behind, and the answers as they are', () => {
  const trunkOf = createTrunkMatcher({ domain: ['192.0.2.7', '.carrier.example'], plain: ['192.0.2.0/24'] });
  for (let index = 0; index < 100_000; index += 1)
    expect(trunkOf(`192.0.2.7:${index % 65_000}`, sentOn(`${index}.carrier.invalid`, `${index}`))).toBe('plain');
  expect(trunkOf('192.0.2.7:5060', sentOn('a.carrier.example'))).toBe('domain');
});

test.each([
  '',
  '.',
  'host',
  '1.2.3',
  '192.0.2.7:0',
  '192.0.2.7:70000',
  '[192.0.2.7',
  'sip:',
  'sip:a b',
  'a..b',
  '10.0.0.0/33:5060',
  'Access',
  `${'a'.repeat(64)}.b`,
])('%j says nothing by which a trunk is known', (text) => {
  expect(parseTrunkRule(text)).toBeUndefined();
});
