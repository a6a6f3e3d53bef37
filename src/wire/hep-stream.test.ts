import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeHep3 } from '../testing/index.ts';
import { createHepStream, parseHep } from './index.ts';

const fixture = (name: string): Uint8Array => readFileSync(new URL(`../../test/fixtures/hep/${name}`, import.meta.url));

/** Feeds the bytes cut at the given places and returns copies of the frames. */
function framesOf(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const stream = createHepStream();
  const frames: Uint8Array[] = [];
  let from = 0;
  for (const cut of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
    expect(stream.feed(bytes.subarray(from, cut), (frame) => frames.push(new Uint8Array(frame)))).toBeUndefined();
    from = cut;
  }
  expect(stream.pendingBytes()).toBe(0);
  return frames;
}

test.each([
  ['kamailio-hep-tcp.stream', 13],
  ['rtpengine-hep-tcp.stream', 6],
] as const)('every frame of %s is cut out and read, however the stream is segmented', (name, count) => {
  const bytes = fixture(name);
  const whole = framesOf(bytes, []);
  expect(whole).toHaveLength(count);
  for (const frame of whole) expect(parseHep(frame)).not.toHaveProperty('malformed');
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 60 }), (cuts) => {
      expect(framesOf(bytes, cuts)).toEqual(whole);
    }),
  );
  const everyByte = Array.from({ length: bytes.length }, (_, index) => index);
  expect(framesOf(bytes, everyByte)).toEqual(whole);
});

test('frames of any size survive any segmentation', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(3000), { maxLength: 20 }),
      (payloads, cuts) => {
        const frames = payloads.map((payload) => encodeHep3({ payload }));
        const bytes = Uint8Array.from(frames.flatMap((frame) => [...frame]));
        expect(
          framesOf(
            bytes,
            cuts.filter((cut) => cut <= bytes.length),
          ),
        ).toEqual(frames);
      },
    ),
  );
});

test('a bad magic breaks the stream at its first wrong byte, for good', () => {
  const stream = createHepStream();
  const good = encodeHep3({ payload: 'x' });
  let count = 0;
  expect(stream.feed(good, () => (count += 1))).toBeUndefined();
  expect(stream.feed(Uint8Array.of(0x48, 0x45, 0x51), () => (count += 1))).toEqual({ malformed: 'bad_magic' });
  expect(stream.feed(good, () => (count += 1))).toEqual({ malformed: 'bad_magic' });
  expect(count).toBe(1);
});

test('a length that no frame can have breaks the stream', () => {
  const stream = createHepStream();
  expect(stream.feed(Uint8Array.of(0x48, 0x45, 0x50, 0x33, 0, 0), () => undefined)).toEqual({ malformed: 'length_overrun' });
});

test('an unfinished frame is held, and no more than that', () => {
  const stream = createHepStream();
  const frame = encodeHep3({ payload: new Uint8Array(60_000).fill(65) });
  stream.feed(frame.subarray(0, 5), () => undefined);
  expect(stream.pendingBytes()).toBe(5);
  stream.feed(frame.subarray(5, 50_000), () => undefined);
  expect(stream.pendingBytes()).toBe(50_000);
  stream.feed(frame.subarray(50_000), () => undefined);
  expect(stream.pendingBytes()).toBe(0);
});

test('a frame that states 64 KiB and does not come takes no more room than twice of what came', () => {
  // One byte behind the header of a frame of 65,535 bytes, which is the most that its length field can state.
  const begun = Uint8Array.from([0x48, 0x45, 0x50, 0x33, 0xff, 0xff, 0x00]);
  const before = process.memoryUsage().arrayBuffers;
  const streams = Array.from({ length: 500 }, () => createHepStream());
  for (const stream of streams) expect(stream.feed(begun, () => undefined)).toBeUndefined();
  // 33 MB if each had the room that its frame states.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4e6);
  expect(streams.map((stream) => stream.pendingBytes())).toEqual(streams.map(() => begun.length));
});
