import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFrame, encodePcap, encodePcapng, joinBytes } from '../testing/index.ts';
import { createPcapFramer, createPcapngFramer, createRecordFramer, encodeRecord } from './index.ts';
import type { CaptureFramer } from './index.ts';
import { rounds } from '../../test/rounds.ts';

const frame = (at: number, lengthBytes: number) =>
  encodeFrame({ at, src: '192.0.2.1:5060', dst: '192.0.2.2:5060', payload: new Uint8Array(lengthBytes).fill(65) });
const FRAMES = [frame(1_700_000_000.25, 1), frame(1_700_000_001.000_001, 8)] as const;

/** Everything that a framer says about a file that arrives in pieces of `size` bytes. */
function readAll<T>(framer: CaptureFramer<T>, file: Uint8Array, size: number): readonly unknown[] {
  const said: unknown[] = [];
  for (let at = 0; at < file.length; at += size) said.push(...framer.push(file.slice(at, at + size)));
  const end = framer.end();
  return end === undefined ? said : [...said, end];
}

const FORMATS = [
  { name: 'pcap', file: encodePcap(FRAMES), make: createPcapFramer, expected: FRAMES.map((one) => ({ ...one, linkType: 1 })) },
  {
    name: 'pcapng',
    file: encodePcapng([FRAMES[0], { ...FRAMES[1], interfaceIndex: 2 }]),
    make: createPcapngFramer,
    expected: [
      { ...FRAMES[0], linkType: 1, interfaceIndex: 0 },
      { ...FRAMES[1], linkType: 1, interfaceIndex: 2 },
    ],
  },
  {
    name: 'hepbin',
    file: joinBytes(...FRAMES.map(({ at, bytes }) => encodeRecord(at, bytes))),
    make: createRecordFramer,
    expected: FRAMES,
  },
] as const;

for (const { name, file, make, expected } of FORMATS) {
  test(`${name}: the records are the same however the file is cut into chunks`, () => {
    for (const size of [1, 3, 16, 61, file.length]) expect(readAll<unknown>(make(), file, size)).toEqual(expected);
  });

  test(`${name}: a file that ends within a record gives the records before it and says truncated`, () => {
    expect(readAll<unknown>(make(), file.slice(0, -1), 64)).toEqual([expected[0], { malformed: 'truncated' }]);
  });

  test(`${name}: no mutated file throws, and no more comes out than went in`, () => {
    const bytes = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 8 });
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 80 }), fc.nat(file.length), (changes, size, end) => {
        const mutated = file.slice(0, end);
        for (const [at, value] of changes) if (at < mutated.length) mutated[at] = value;
        for (const said of readAll<unknown>(make(), mutated, size)) {
          if (typeof said === 'object' && said !== null && 'bytes' in said && said.bytes instanceof Uint8Array)
            expect(said.bytes.length).toBeLessThanOrEqual(mutated.length);
        }
      }),
      { numRuns: rounds(200, 1000) },
    );
  });
}

test('a little-endian pcap in nanoseconds has the same times', () => {
  const head = new DataView(new ArrayBuffer(24 + 16 + 2));
  head.setUint32(0, 0xa1b23c4d, true);
  head.setUint32(20, 101, true);
  head.setUint32(24, 1_700_000_000, true);
  head.setUint32(28, 500_000_000, true);
  head.setUint32(32, 2, true);
  const file = new Uint8Array(head.buffer);
  expect(readAll(createPcapFramer(), file, 7)).toEqual([{ at: 1_700_000_000.5, linkType: 101, bytes: new Uint8Array(2) }]);
});

test.each([
  ['microseconds', undefined, 1_700_000_000_500_000n],
  ['nanoseconds', 9, 1_700_000_000_500_000_000n],
  ['parts of 2^10', 0x8a, 1_700_000_000n * 1024n + 512n],
  ['parts of 2^32', 0xa0, (1_700_000_000n << 32n) + (1n << 31n)],
])('a pcapng interface that counts in %s has the same time', (_unit, resolution, ticks) => {
  const head = new DataView(new ArrayBuffer(28 + 32 + 36));
  // Section header, interface with if_tsresol (code 9), enhanced packet: type and length at both ends of each.
  const words = [0x0a0d0d0a, 28, 0x1a2b3c4d, 1 << 16, 0xffffffff, 0xffffffff, 28];
  words.push(1, 32, 101 << 16, 0, ...(resolution === undefined ? [0, 0, 0] : [(9 << 16) | 1, (resolution << 24) >>> 0, 0]), 32);
  words.push(6, 36, 0, Number(ticks >> 32n), Number(ticks & 0xffff_ffffn), 2, 2, 0x41420000, 36);
  for (const [place, word] of words.entries()) head.setUint32(place * 4, word);
  const expected = { at: 1_700_000_000.5, linkType: 101, interfaceIndex: 0, bytes: Uint8Array.of(0x41, 0x42) };
  expect(readAll(createPcapngFramer(), new Uint8Array(head.buffer), 7)).toEqual([expected]);
});

test('a record that says it is longer than any frame ends the reading with one fault', () => {
  const file = encodePcap(FRAMES);
  new DataView(file.buffer).setUint32(24 + 8, 0x7fff_ffff);
  expect(readAll(createPcapFramer(), file, 16)).toEqual([{ malformed: 'length_overrun' }]);
});

test('a pcapng packet of an interface that was never described is one fault, the next packet is read', () => {
  const file = encodePcapng(FRAMES);
  const first = file.indexOf(6, 28 + 20 + 20 - 1) - 3;
  const view = new DataView(file.buffer);
  expect(view.getUint32(first)).toBe(6);
  view.setUint32(first + 8, 9);
  expect(readAll(createPcapngFramer(), file, 50)).toEqual([
    { malformed: 'bad_interface' },
    { ...FRAMES[1], linkType: 1, interfaceIndex: 0 },
  ]);
});
