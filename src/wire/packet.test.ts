import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeEthernet, encodeIpv4, encodeTransport, joinBytes, type WirePacket } from '../testing/index.ts';
import { createFragmentJoiner, readLink, readTransport } from './index.ts';
import { rounds } from '../../test/rounds.ts';

const PAYLOAD = new TextEncoder().encode('OPTIONS sip:a SIP/2.0\r\n\r\n');
const PACKET: WirePacket = { at: 0, src: '192.0.2.1:5060', dst: '198.51.100.9:5080', payload: PAYLOAD };
const IP = encodeIpv4(PACKET, encodeTransport(PACKET));

function read(linkType: number, frame: Uint8Array): unknown {
  const ip = readLink(linkType, frame);
  return 'src' in ip ? readTransport(ip) : ip;
}

const LINKS = [
  { name: 'Ethernet', linkType: 1, frame: encodeEthernet(IP) },
  {
    name: 'Ethernet with two VLAN tags',
    linkType: 1,
    frame: encodeEthernet(joinBytes(Uint8Array.of(0, 5, 0x81, 0, 0, 6, 8, 0), IP), 0x88a8),
  },
  { name: 'raw IP', linkType: 101, frame: IP },
  { name: 'BSD loopback', linkType: 0, frame: joinBytes(Uint8Array.of(2, 0, 0, 0), IP) },
  { name: 'Linux cooked 1', linkType: 113, frame: joinBytes(new Uint8Array(14), Uint8Array.of(8, 0), IP) },
  { name: 'Linux cooked 2', linkType: 276, frame: joinBytes(Uint8Array.of(8, 0), new Uint8Array(18), IP) },
  {
    name: 'Linux cooked 1 with a VLAN tag',
    linkType: 113,
    frame: joinBytes(new Uint8Array(14), Uint8Array.of(0x81, 0, 0, 5, 8, 0), IP),
  },
  {
    name: 'Linux cooked 2 with a VLAN tag',
    linkType: 276,
    frame: joinBytes(Uint8Array.of(0x81, 0), new Uint8Array(18), Uint8Array.of(0, 5, 8, 0), IP),
  },
];

for (const { name, linkType, frame } of LINKS) {
  test(`a UDP datagram is found in ${name}`, () => {
    expect(read(linkType, frame)).toEqual({
      protocol: 'udp',
      src: '192.0.2.1:5060',
      dst: '198.51.100.9:5080',
      srcPort: 5060,
      dstPort: 5080,
      payload: PAYLOAD,
      missingBytes: 0,
    });
  });
}

test('Ethernet padding behind the IP packet is no payload', () => {
  expect(read(1, joinBytes(encodeEthernet(IP), new Uint8Array(10)))).toMatchObject({ payload: PAYLOAD });
});

test('IPv6 with a hop-by-hop header has bracketed, compressed addresses', () => {
  const udp = encodeTransport(PACKET);
  const head = new DataView(new ArrayBuffer(48));
  head.setUint8(0, 0x60);
  head.setUint16(4, 8 + udp.length);
  head.setUint16(8, 0x2001);
  head.setUint16(10, 0xdb8);
  head.setUint16(22, 1);
  head.setUint16(24, 0xfe80);
  head.setUint8(40, 17);
  expect(read(229, joinBytes(new Uint8Array(head.buffer), udp))).toMatchObject({
    src: '[2001:db8::1]:5060',
    dst: '[fe80::]:5080',
    payload: PAYLOAD,
  });
});

test.each([
  [0x0806, 'arp'],
  [0x8863, 'pppoe'],
  [0x0026, 'llc'],
  [0x88cc, 'ethertype'],
] as const)('ethertype %i is passed over as %s', (etherType, kind) => {
  expect(read(1, encodeEthernet(IP, etherType))).toEqual({ passedOver: kind });
});

test.each([
  [1, 'icmp'],
  [50, 'esp'],
  [132, 'sctp'],
  [2, 'ip_protocol'],
] as const)('IP protocol %i is passed over as %s', (protocol, kind) => {
  const packet = IP.slice();
  packet[9] = protocol;
  expect(read(101, packet)).toEqual({ passedOver: kind });
});

test('an unknown link type is a fault', () => {
  expect(read(147, IP)).toEqual({ malformed: 'unknown_link' });
});

test('a frame captured in part says so', () => {
  expect(read(101, IP.subarray(0, 40))).toMatchObject({ missingBytes: PAYLOAD.length - 12, payload: PAYLOAD.subarray(0, 12) });
  expect(read(101, IP.subarray(0, 24))).toEqual({ malformed: 'truncated' });
});

test('IP fragments in any order become one datagram', () => {
  const body = encodeTransport(PACKET);
  const fragments = [0, 8, 16].map((offset) =>
    encodeIpv4(PACKET, body.subarray(offset, offset === 16 ? undefined : offset + 8), { id: 7, offset, isLast: offset === 16 }),
  );
  fc.assert(
    fc.property(fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), (order) => {
      const joiner = createFragmentJoiner();
      const whole = order.flatMap((index) => {
        const ip = readLink(101, fragments[index] ?? new Uint8Array(0));
        return 'src' in ip ? (joiner.join(ip) ?? []) : [];
      });
      expect(whole.map((ip) => readTransport(ip))).toMatchObject([{ src: PACKET.src, payload: PAYLOAD }]);
      expect(joiner.lost()).toBe(0);
    }),
  );
});

test('a fragment that comes twice changes nothing', () => {
  const body = encodeTransport(PACKET);
  const fragments = [0, 8, 16].map((offset) =>
    encodeIpv4(PACKET, body.subarray(offset, offset === 16 ? undefined : offset + 8), { id: 7, offset, isLast: offset === 16 }),
  );
  for (const order of [
    [0, 0, 1, 2],
    [1, 0, 1, 2],
    [2, 2, 1, 0],
  ]) {
    const joiner = createFragmentJoiner();
    const whole = order.flatMap((index) => {
      const ip = readLink(101, fragments[index] ?? new Uint8Array(0));
      return 'src' in ip ? (joiner.join(ip) ?? []) : [];
    });
    expect(whole.map((ip) => readTransport(ip))).toMatchObject([{ src: PACKET.src, payload: PAYLOAD }]);
    expect(joiner.lost()).toBe(0);
  }
});

test('a datagram of which a fragment never comes is lost and counted', () => {
  const joiner = createFragmentJoiner();
  const ip = readLink(101, encodeIpv4(PACKET, new Uint8Array(8), { id: 7, offset: 0, isLast: false }));
  expect('src' in ip && joiner.join(ip)).toBeUndefined();
  expect(joiner.lost()).toBe(1);
});

test('of a datagram whose fragments were captured in part the first fragment is given at once, and nothing counts as lost', () => {
  const body = encodeTransport(PACKET);
  const first = encodeIpv4(PACKET, body.subarray(0, 24), { id: 7, offset: 0, isLast: false });
  const last = encodeIpv4(PACKET, body.subarray(24), { id: 7, offset: 24, isLast: true });
  for (const [frames, length] of [
    [[first.subarray(0, 40), last], 12],
    [[first, last.subarray(0, 22)], 16],
    [[last, first.subarray(0, 40)], 12],
  ] as const) {
    const joiner = createFragmentJoiner();
    const given = frames.flatMap((frame) => {
      const ip = readLink(101, frame);
      return 'src' in ip ? (joiner.join(ip) ?? []) : [];
    });
    expect(given.map((ip) => readTransport(ip))).toMatchObject([
      { src: PACKET.src, payload: PAYLOAD.subarray(0, length), missingBytes: PAYLOAD.length - length },
    ]);
    expect(joiner.lost()).toBe(0);
  }
});

test('no mutated frame of any link type throws', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...LINKS),
      fc.array(fc.tuple(fc.nat(90), fc.nat(255)), { maxLength: 6 }),
      fc.nat(100),
      ({ linkType, frame }, changes, end) => {
        const mutated = frame.slice(0, end);
        for (const [at, value] of changes) if (at < mutated.length) mutated[at] = value;
        expect(read(linkType, mutated)).toBeTypeOf('object');
      },
    ),
    { numRuns: rounds(500, 3000) },
  );
});
