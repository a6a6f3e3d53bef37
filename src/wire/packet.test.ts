import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeEthernet, encodeIpv4, encodeTransport, joinBytes, type WirePacket } from '../testing/index.ts';
import { createFragmentJoiner, createSipStream, createTcpOrder, readLink, readTransport, type TransportPacket } from './index.ts';

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
      isCut: false,
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

test('what is no IP, no UDP and no TCP is other, and an unknown link type is a fault', () => {
  expect(read(1, encodeEthernet(IP, 0x0806))).toEqual({ other: true });
  const icmp = IP.slice();
  icmp[9] = 1;
  expect(read(101, icmp)).toEqual({ other: true });
  expect(read(147, IP)).toEqual({ malformed: 'unknown_link' });
});

test('a frame captured in part says so', () => {
  expect(read(101, IP.subarray(0, 40))).toMatchObject({ isCut: true, payload: PAYLOAD.subarray(0, 12) });
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

test('a datagram of which a fragment never comes is lost and counted', () => {
  const joiner = createFragmentJoiner();
  const ip = readLink(101, encodeIpv4(PACKET, new Uint8Array(8), { id: 7, offset: 0, isLast: false }));
  expect('src' in ip && joiner.join(ip)).toBeUndefined();
  expect(joiner.lost()).toBe(1);
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
    { numRuns: 3000 },
  );
});

function segment(sequence: number, text: string): TransportPacket {
  return {
    protocol: 'tcp',
    src: '192.0.2.1:5060',
    dst: '192.0.2.2:5060',
    srcPort: 5060,
    dstPort: 5060,
    payload: new TextEncoder().encode(text),
    isCut: false,
    sequence,
  };
}

/** The bytes that come out of the order of these segments; a gap is `?`. */
function ordered(segments: readonly TransportPacket[]): string {
  const order = createTcpOrder();
  const pieces = [...segments.flatMap((one) => [...order.push(one)]), ...order.end()];
  return pieces.map((piece) => (piece === 'gap' ? '?' : new TextDecoder().decode(piece))).join('');
}

test('TCP segments behind the first in any order, repeated or overlapping give the bytes once, across the turn of the sequence', () => {
  const start = 0xffff_fffd;
  const [first, ...rest] = [segment(start, 'ab'), segment(start + 2, 'cd'), segment(1, 'ef'), segment(0, 'def'), segment(3, 'gh')];
  fc.assert(
    fc.property(fc.shuffledSubarray(rest, { minLength: 4 }), (shuffled) => {
      expect(ordered(first === undefined ? shuffled : [first, ...shuffled, first])).toBe('abcdefgh');
    }),
  );
});

test('a TCP segment that was never captured is a gap, and what follows is kept', () => {
  expect(ordered([segment(10, 'ab'), segment(20, 'yz')])).toBe('ab?yz');
});

test('SIP messages on a stream are cut by Content-Length wherever the segments are cut', () => {
  const messages = ['BYE sip:a SIP/2.0\r\nContent-Length: 0\r\n\r\n', 'SIP/2.0 200 OK\r\nl : 5\r\n\r\nhello', 'ACK sip:a SIP/2.0\r\n\r\n'];
  const bytes = new TextEncoder().encode(messages.join('\r\n\r\n'));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: bytes.length }), (size) => {
      const stream = createSipStream();
      const got: unknown[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        for (const one of stream.push(bytes.slice(at, at + size))) got.push('malformed' in one ? one : new TextDecoder().decode(one));
      }
      expect(got).toEqual(messages);
      expect(stream.pendingBytes()).toBe(0);
    }),
  );
});

test('a stream that is no SIP any more says so once', () => {
  const stream = createSipStream();
  const bytes = new TextEncoder().encode('BYE sip:a SIP/2.0\r\nContent-Length: 1x\r\n\r\n');
  expect([...stream.push(bytes)]).toEqual([{ malformed: 'bad_content_length' }]);
  expect([...stream.push(new TextEncoder().encode('GET / HTTP/1.1\r\n'))]).toEqual([{ malformed: 'bad_start_line' }]);
});
