import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Cidr, parseCidr } from '../settings/cidr.ts';
import { clientAddress, isAmong } from './client-address.ts';

const networks = (...texts: readonly string[]): readonly Cidr[] => texts.flatMap((text) => parseCidr(text) ?? []);
const TRUSTED = networks('10.0.0.0/8', '127.0.0.1', 'fd00::/8');

test.each([
  ['a peer that is no proxy is believed nothing', '192.0.2.7', '198.51.100.1', '192.0.2.7'],
  ['a trusted proxy says who asked it', '10.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['what stands left of the first stranger was written by anybody', '10.0.0.1', '127.0.0.1, 10.9.9.9, 198.51.100.1', '198.51.100.1'],
  ['a chain of trusted proxies is walked', '10.0.0.1', '6.6.6.6, 198.51.100.1, 10.0.0.3 ,10.0.0.2', '198.51.100.1'],
  ['all of them are trusted: the farthest asks', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
  ['a proxy without the header asks by itself', '10.0.0.1', undefined, '10.0.0.1'],
  ['an empty header says nothing', '10.0.0.1', '', '10.0.0.1'],
  ['what is no address ends the reading', '10.0.0.1', '198.51.100.1, unknown', '10.0.0.1'],
  ['a proxy before it is still who wrote the rest', '10.0.0.1', '198.51.100.1, unknown, 10.0.0.2', '10.0.0.2'],
  ['IPv4 within IPv6 is IPv4, of the peer', '::ffff:10.0.0.1', '198.51.100.1', '198.51.100.1'],
  ['and of an entry, in both its forms', '10.0.0.1', '6.6.6.6, ::ffff:c633:6401', '198.51.100.1'],
  ['a peer of IPv4 within IPv6 has the text of IPv4', '::ffff:192.0.2.7', undefined, '192.0.2.7'],
  ['one address has one text', '10.0.0.1', '2001:DB8:0:0::0:1', '2001:db8::1'],
  ['ports are left out', '10.0.0.1', '[2001:db8::1]:4711', '2001:db8::1'],
  ['also of IPv4', '10.0.0.1', '198.51.100.1:4711', '198.51.100.1'],
  ['a proxy of IPv6', 'fd00::1', '198.51.100.1', '198.51.100.1'],
  ['short forms of IPv4 are no address', '10.0.0.1', '1', '10.0.0.1'],
  ['a socket without a peer', '', '198.51.100.1', ''],
])('%s', (_what, peer, header, expected) => {
  expect(clientAddress(peer, header, TRUSTED)).toBe(expected);
});

test('no header makes a stranger somebody else, nor a trusted proxy one whom the rightmost stranger did not name', () => {
  fc.assert(
    fc.property(fc.string(), (header) => {
      expect(clientAddress('192.0.2.7', header, TRUSTED)).toBe('192.0.2.7');
      expect(clientAddress('10.0.0.1', `${header}, 198.51.100.1`, TRUSTED)).toBe('198.51.100.1');
    }),
  );
});

test('an address is in a network of its family, and in none when it is no address', () => {
  const allow = networks('192.0.2.0/24', '2001:db8::/32');
  for (const inside of ['192.0.2.255', '::ffff:192.0.2.1', '2001:db8::1']) expect([inside, isAmong(inside, allow)]).toEqual([inside, true]);
  for (const outside of ['192.0.3.1', '2001:db9::1', '', 'localhost', '192.0.2.1 '])
    expect([outside, isAmong(outside, allow)]).toEqual([outside, false]);
});
