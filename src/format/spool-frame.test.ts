import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeFrame, encodeFrameHeader, frameBytes, type SpoolFrame } from './spool-frame.ts';

const frames: fc.Arbitrary<SpoolFrame> = fc
  .record({
    count: fc.integer({ min: 1, max: 0xffff_ffff }),
    before: fc.integer({ min: 0, max: 2 ** 52 }),
    at: fc.double({ noNaN: true, noDefaultInfinity: true }),
    payload: fc.uint8Array({ maxLength: 200 }),
  })
  .map(({ count, before, at, payload }) => ({ lsn: before + count, count, at, payload }));

const encode = (frame: SpoolFrame): Buffer => Buffer.concat([encodeFrameHeader(frame), frame.payload]);

test('a frame is read as it was written', () => {
  fc.assert(
    fc.property(frames, (frame) => {
      const bytes = encode(frame);
      expect(frameBytes(bytes)).toBe(bytes.length);
      const decoded = decodeFrame(bytes);
      expect(decoded && { ...decoded, payload: new Uint8Array(decoded.payload) }).toEqual({
        ...frame,
        payload: new Uint8Array(frame.payload),
      });
    }),
  );
});

test('a frame with any byte changed, missing or added is none', () => {
  fc.assert(
    fc.property(frames, fc.nat(), fc.integer({ min: 1, max: 255 }), (frame, position, mask) => {
      const bytes = encode(frame);
      const damaged = Buffer.from(bytes);
      const index = position % bytes.length;
      damaged[index] = (bytes[index] ?? 0) ^ mask;
      expect(decodeFrame(damaged)).toBeUndefined();
      expect(decodeFrame(bytes.subarray(0, index))).toBeUndefined();
      expect(decodeFrame(Buffer.concat([bytes, Buffer.of(mask)]))).toBeUndefined();
    }),
  );
});

test('bytes of any kind are a frame or none, and never an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(() => decodeFrame(Buffer.from(bytes))).not.toThrow();
    }),
  );
});
