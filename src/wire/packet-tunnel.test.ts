import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeEthernet, encodeIpv4, encodeIpv6, encodeTransport, encodeTunnel, TUNNEL, type WirePacket } from '../testing/index.ts';
import { MAX_NESTING, readLink, readTransport, readTunnel, type LinkContent } from './index.ts';
import { rounds } from '../../test/rounds.ts';

const PAYLOAD = new TextEncoder().encode('OPTIONS sip:a SIP/2.0\r\n\r\n');
const PACKET: WirePacket = { at: 0, src: '192.0.2.1:5060', dst: '198.51.100.9:5080', payload: PAYLOAD };
const IPV4 = encodeIpv4(PACKET, encodeTransport(PACKET));
const IPV6 = encodeIpv6(17, encodeTransport(PACKET));

/** What is at the bottom of a frame. */
function read(frame: Uint8Array): unknown {
  let found: LinkContent = readLink(1, frame);
  for (let depth = 0; depth <= MAX_NESTING; depth += 1) {
    if (!('src' in found)) return found;
    const inner = readTunnel(found);
    if (inner === undefined) return readTransport(found);
    found = inner;
  }
  return 'nested';
}

test.each(TUNNEL)('a datagram in %s has the addresses that stand inside', (tunnel) => {
  expect(read(encodeTunnel(tunnel, IPV4))).toMatchObject({ src: PACKET.src, dst: PACKET.dst, payload: PAYLOAD, missingBytes: 0 });
  expect(read(encodeTunnel(tunnel, IPV6))).toMatchObject({ src: '[2001:db8::1]:5060', dst: '[2001:db8::1]:5080', payload: PAYLOAD });
});

test.each(TUNNEL)('a datagram in %s that was captured in part says how much is missing', (tunnel) => {
  const frame = encodeTunnel(tunnel, IPV4);
  expect(read(frame.subarray(0, frame.length - 10))).toMatchObject({ payload: PAYLOAD.subarray(0, -10), missingBytes: 10 });
});

test('tunnels in each other are opened 8 deep', () => {
  const wrapped = (times: number): Uint8Array => {
    let ip = IPV4;
    for (let count = 0; count < times; count += 1) ip = encodeTunnel('gre', ip).subarray(14);
    return encodeEthernet(ip);
  };
  expect(read(wrapped(8))).toMatchObject({ payload: PAYLOAD });
  expect(read(wrapped(9))).toBe('nested');
});

test('whatever is carried in tunnels in tunnels comes out as it went in', () => {
  const overIp = TUNNEL.filter((tunnel) => !['mpls', 'pseudowire', 'pppoe'].includes(tunnel));
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(fc.constantFrom(...overIp), { maxLength: MAX_NESTING - 1 }),
      fc.constantFrom(...TUNNEL),
      (payload, tunnels, outermost) => {
        const packet = { ...PACKET, payload };
        let ip = encodeIpv4(packet, encodeTransport(packet));
        for (const tunnel of tunnels) ip = encodeTunnel(tunnel, ip).subarray(14);
        expect(read(encodeTunnel(outermost, ip))).toMatchObject({ src: PACKET.src, dst: PACKET.dst, payload, missingBytes: 0 });
      },
    ),
  );
});

test('a frame of nothing but pseudowires is given up, however long it is', () => {
  const unit = encodeTunnel('pseudowire', new Uint8Array(0)).slice(0, 26);
  const frame = new Uint8Array(unit.length * 10_000);
  for (let at = 0; at < frame.length; at += unit.length) frame.set(unit, at);
  expect(readLink(1, frame)).toEqual({ passedOver: 'nested' });
});

function gre(flags: number, type: number): Uint8Array {
  const frame = encodeTunnel('gre', IPV4);
  frame.set([flags >> 8, flags & 255, type >> 8, type & 255], 34);
  return frame;
}

test.each([
  ['ERSPAN', gre(0x1000, 0x88be), 'erspan'],
  ['ERSPAN of type III', gre(0x1000, 0x22eb), 'erspan'],
  ['GRE of PPTP', gre(0x2001, 0x880b), 'gre'],
  ['GRE with source routes', gre(0x4000, 0x0800), 'gre'],
  ['GRE around an unknown ethertype', gre(0, 0x9999), 'gre'],
] as const)('%s is passed over', (_name, frame, kind) => {
  expect(read(frame)).toEqual({ passedOver: kind });
});

test('what is sent to port 4789 without being VXLAN is a datagram', () => {
  const packet = { ...PACKET, dst: '198.51.100.9:4789' };
  expect(read(encodeEthernet(encodeIpv4(packet, encodeTransport(packet))))).toMatchObject({ payload: PAYLOAD, dstPort: 4789 });
});

test('no mutated frame of any tunnel throws', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...TUNNEL),
      fc.constantFrom(IPV4, IPV6),
      fc.array(fc.tuple(fc.nat(140), fc.nat(255)), { maxLength: 6 }),
      fc.nat(160),
      (tunnel, ip, changes, end) => {
        const mutated = encodeTunnel(tunnel, ip).slice(0, end);
        for (const [at, value] of changes) if (at < mutated.length) mutated[at] = value;
        expect(read(mutated)).toBeDefined();
      },
    ),
    { numRuns: rounds(500, 3000) },
  );
});
