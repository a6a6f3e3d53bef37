import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';

const whole = fc.oneof(
  fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  fc.nat(300),
  fc.constantFrom(127, 128, 2 ** 28 - 1, 2 ** 28, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 35, 2 ** 49, Number.MAX_SAFE_INTEGER),
);

function written(write: (out: ByteWriter) => void): Uint8Array {
  const out = new ByteWriter();
  write(out);
  return out.take();
}

test('whole numbers up to 2^53-1 are read as they were written', () => {
  fc.assert(
    fc.property(fc.array(whole), (numbers) => {
      const input = new ByteReader(written((out) => numbers.forEach((number) => out.varint(number))));
      expect(numbers.map(() => input.varint())).toEqual(numbers);
      expect([input.isDone, input.isBroken]).toEqual([true, false]);
    }),
  );
});

test('blocks of any length are read as they were written', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 600 })), (blocks) => {
      const input = new ByteReader(written((out) => blocks.forEach((block) => out.block(block))));
      expect(blocks.map(() => Uint8Array.from(input.block()))).toEqual(blocks);
      expect(input.isBroken).toBe(false);
    }),
  );
});

test('a small number takes one byte', () => {
  expect(written((out) => out.varint(127))).toEqual(Uint8Array.of(127));
  expect(written((out) => out.varint(128))).toEqual(Uint8Array.of(128, 1));
});

test('bytes that end too early or mean too large a number read as 0 and are broken', () => {
  const broken = [Uint8Array.of(), Uint8Array.of(128), new Uint8Array(9).fill(255), Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 16)];
  for (const bytes of broken) {
    const input = new ByteReader(bytes);
    expect([input.varint(), input.isBroken, input.isDone, input.byte()]).toEqual([0, true, true, 0]);
  }
  const short = new ByteReader(Uint8Array.of(5, 1, 2));
  short.block();
  expect([short.isBroken, short.isDone]).toEqual([true, true]);
});
