import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeChunks, encodeHep3, readHepFixture } from '../testing/index.ts';
import { type Hep, parseHep } from './index.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(text.match(/[0-9a-f]{2}/g) ?? [], (byte) => Number.parseInt(byte, 16));
const latin = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
const fixture = (name: string): URL => new URL(`../../test/fixtures/hep/${name}`, import.meta.url);

function frame(bytes: Uint8Array, near?: number): Hep {
  const hep = parseHep(bytes, near);
  if ('malformed' in hep) throw new Error(hep.malformed);
  return hep;
}

const address = (hep: Hep, start: number, end: number): string => hep.bytes.subarray(start, end).join('.');

const SPECIFICATION_EXAMPLE = hex(`48455033 0071 0000 0001 0007 02 0000 0002 0007 11 0000 0003 000a d4ca0001 0000 0004 000a 527400d3
  0000 0007 0008 2eea 0000 0008 0008 13c4 0000 0009 000a 4e4982cb 0000 000a 000a 0001d4c0 0000 000b 0007 01 0000 000c 000a 000000e4
  0000 000f 0014 494e56495445207369703a626f62`);

test("the specification's example packet reads as printed there", () => {
  const hep = frame(SPECIFICATION_EXAMPLE);
  expect(hep.version).toBe(3);
  expect(address(hep, hep.srcStart, hep.srcEnd)).toBe('212.202.0.1');
  expect(address(hep, hep.dstStart, hep.dstEnd)).toBe('82.116.0.211');
  expect([hep.srcPort, hep.dstPort, hep.protocol, hep.payloadType, hep.agentId]).toEqual([12_010, 5060, 17, 1, 228]);
  expect(hep.at).toBe(1_313_440_459.12);
  expect(latin(hep.payload)).toBe('INVITE sip:bob');
});

test('EEP3 is HEP3 by another name, HEP4 and EEP1 are not', () => {
  const renamed = (magic: string): Uint8Array =>
    Uint8Array.from([...new TextEncoder().encode(magic), ...SPECIFICATION_EXAMPLE.subarray(4)]);
  expect(frame(renamed('EEP3')).agentId).toBe(228);
  expect(parseHep(renamed('HEP4'))).toEqual({ malformed: 'bad_magic' });
  expect(parseHep(renamed('EEP1'))).toEqual({ malformed: 'bad_magic' });
});

test("Kamailio's version 2 header is little-endian, and its length byte is not trusted", () => {
  const hep = frame(hex('0210021117661752 7f000001 7f000001 98fe006b 00d20d00 d107 0000 494e5649544520'));
  expect([hep.srcPort, hep.dstPort, hep.seconds, hep.micros, hep.agentId]).toEqual([5990, 5970, 0x6b00fe98, 0x000dd200, 2001]);
  expect(latin(hep.payload)).toBe('INVITE ');
});

test('a version 2 time that is far off in one byte order and near in the other is read in the other', () => {
  const big = hex('0210021117661752 7f000001 7f000001 6b00fe98 0000d200 07d1 0000 494e56');
  expect(frame(big, 0x6b00fe98 + 5)).toMatchObject({ seconds: 0x6b00fe98, micros: 0xd200, agentId: 2001 });
  expect(frame(big)).toMatchObject({ seconds: 0x98fe006b });
});

test('version 1 has addresses and a payload, and neither time nor id', () => {
  const hep = frame(hex(`0110 0a 06 13c4 13c5 ${'20010db8'.padEnd(32, '0')} ${'20010db8'.padEnd(31, '0')}1 41434b`));
  expect(hep.isV6).toBe(true);
  expect(hep.at).toBeUndefined();
  expect([hep.agentId, hep.protocol, hep.srcPort, hep.dstPort]).toEqual([-1, 6, 5060, 5061]);
  expect(hep.dstEnd - hep.dstStart).toBe(16);
  expect(latin(hep.payload)).toBe('ACK');
});

test('BSD and macOS numbers of the IPv6 family are IPv6', () => {
  for (const family of ['0a', '1c', '1e']) expect(frame(hex(`0110${family}0613c413c5${'00'.repeat(32)}41`)).isV6).toBe(true);
  expect(parseHep(hex(`01100306${'00'.repeat(40)}`))).toEqual({ malformed: 'bad_family' });
});

test('chunks of other vendors and of unknown types are passed over and never stand for a generic one', () => {
  const value = Uint8Array.of(9, 9);
  const hep = frame(
    encodeChunks([
      { vendor: 3, type: 0x07, value },
      { type: 0x07, value: Uint8Array.of(0x13, 0xc4) },
      { type: 0x65, value },
      { type: 0x7fff, value },
      { vendor: 8, type: 0x0f, value },
      { type: 0x0f, value: new TextEncoder().encode('x') },
    ]),
  );
  expect(hep.srcPort).toBe(5060);
  expect(latin(hep.payload)).toBe('x');
  expect(hep.hasRepeatedChunk).toBe(false);
});

test('of a repeated chunk the first counts, and the repetition is told', () => {
  const hep = frame(
    encodeChunks([
      { type: 0x0c, value: Uint8Array.of(0, 0, 0, 1) },
      { type: 0x0c, value: Uint8Array.of(0, 0, 0, 2) },
      { type: 0x0f, value: Uint8Array.of(65) },
    ]),
  );
  expect(hep.agentId).toBe(1);
  expect(hep.hasRepeatedChunk).toBe(true);
});

test('an agent id that arrives byte-swapped is put right, and told', () => {
  expect(frame(encodeHep3({ agentId: 131_203_072, payload: 'x' }))).toMatchObject({ agentId: 2002, isAgentIdSwapped: true });
  expect(frame(encodeHep3({ agentId: 65_535, payload: 'x' }))).toMatchObject({ agentId: 65_535, isAgentIdSwapped: false });
  expect(frame(encodeHep3({ agentId: 70_001, payload: 'x' }))).toMatchObject({ agentId: 70_001, isAgentIdSwapped: false });
});

test('microseconds above 999,999 do not move the second', () => {
  const hep = frame(
    encodeChunks([
      { type: 0x09, value: Uint8Array.of(0, 0, 0, 5) },
      { type: 0x0a, value: Uint8Array.of(255, 255, 255, 255) },
      { type: 0x0f, value: Uint8Array.of(65) },
    ]),
  );
  expect(hep.at).toBe(5.999_999);
});

test('a compressed payload is handed over as it came', () => {
  const hep = frame(encodeHep3({ isCompressed: true, payload: Uint8Array.of(1, 2, 3) }));
  expect(hep.isCompressed).toBe(true);
  expect([...hep.payload]).toEqual([1, 2, 3]);
});

test('a correlation id loses the NUL that its sender counted', () => {
  expect(frame(encodeHep3({ correlationId: 'abc\0', payload: 'x' })).correlationId).toBe('abc');
  expect(frame(encodeHep3({ payload: 'x' })).correlationId).toBeUndefined();
});

const chunk = (type: number, ...value: number[]): Uint8Array => encodeChunks([{ type, value: Uint8Array.from(value) }]);
test.each([
  ['no byte at all', new Uint8Array(), 'truncated'],
  ['one byte of a known start', Uint8Array.of(0x48), 'truncated'],
  ['one byte of version 2', Uint8Array.of(2), 'truncated'],
  ['one unknown byte', Uint8Array.of(0x7f), 'bad_magic'],
  ['a length beyond the end', Uint8Array.of(0x48, 0x45, 0x50, 0x33, 0xff, 0xff, 0, 0), 'length_overrun'],
  ['a length below the header', Uint8Array.of(0x48, 0x45, 0x50, 0x33, 0, 5), 'length_overrun'],
  ['a zero-length chunk', Uint8Array.of(0x48, 0x45, 0x50, 0x33, 0, 12, 0, 0, 0, 15, 0, 0), 'chunk_length'],
  ['a chunk beyond the end', Uint8Array.of(0x48, 0x45, 0x50, 0x33, 0, 12, 0, 0, 0, 15, 0, 7), 'length_overrun'],
  ['half a chunk header', Uint8Array.of(0x48, 0x45, 0x50, 0x33, 0, 9, 0, 0, 0), 'length_overrun'],
  ['a port of no bytes', chunk(7), 'chunk_length'],
  ['an IPv4 address of five bytes', chunk(3, 1, 2, 3, 4, 5), 'chunk_length'],
  ['no payload', chunk(7, 19, 196), 'no_payload'],
] as const)('%s is malformed', (_what, bytes, reason) => {
  expect(parseHep(bytes)).toEqual({ malformed: reason });
});

test.each([
  ['kamailio-sip.hepbin', 243, [2001], 243],
  ['kamailio-v2-spiral.hepbin', 40, [2001], 39],
  ['sngrep-v2.hepbin', 1, [2002], 1],
  ['rtpe-call-sip.hepbin', 13, [2001], 13],
  ['rtpengine-rtcp.hepbin', 8, [2002], 0],
  ['hep-sngrep.hepbin', 13, [2002], 13],
  ['hep-sipgrep.hepbin', 12, [101], 12],
  ['linphone-sip.hepbin', 37, [2001, 2002], 27],
] as const)('every frame of %s is read', (name, count, agents, sip) => {
  const frames = readHepFixture(fixture(name)).map(({ bytes, at }) => frame(bytes, at));
  expect(frames).toHaveLength(count);
  expect([...new Set(frames.map((hep) => hep.agentId))].toSorted((a, b) => a - b)).toEqual(agents);
  expect(frames.filter((hep) => hep.payloadType === 1)).toHaveLength(sip);
  for (const hep of frames) expect(hep.at).toBeGreaterThan(1_790_000_000);
});

test('what is encoded is read back', () => {
  const port = fc.nat(65_535);
  fc.assert(
    fc.property(
      fc.record({
        src: fc.tuple(fc.ipV4(), port).map(([ip, number]) => `${ip}:${number}`),
        dst: fc.tuple(fc.ipV4(), port).map(([ip, number]) => `${ip}:${number}`),
        at: fc.nat(2_000_000_000).map((micros) => 1_700_000_000 + micros / 1e6),
        agentId: fc.nat(65_535),
        agentName: fc.string({ minLength: 1, maxLength: 20, unit: fc.constantFrom('a', 'b', '-', '7') }),
        key: fc.string({ minLength: 1, maxLength: 20 }),
        payload: fc.uint8Array({ minLength: 1, maxLength: 2000 }),
      }),
      (one) => {
        const hep = frame(encodeHep3(one));
        expect(`${address(hep, hep.srcStart, hep.srcEnd)}:${hep.srcPort}`).toBe(one.src);
        expect(`${address(hep, hep.dstStart, hep.dstEnd)}:${hep.dstPort}`).toBe(one.dst);
        expect(hep.at).toBeCloseTo(one.at, 5);
        expect([hep.agentId, hep.agentName, new TextDecoder().decode(hep.key)]).toEqual([one.agentId, one.agentName, one.key]);
        expect(hep.payload).toEqual(one.payload);
      },
    ),
  );
});

test('a payload is a view of the packet, not a copy', () => {
  const bytes = encodeHep3({ payload: 'abc' });
  expect(frame(bytes).payload.buffer).toBe(bytes.buffer);
});
