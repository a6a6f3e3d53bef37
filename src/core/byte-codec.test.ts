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

test('what is written later where room was left is read as if it had been known', () => {
  fc.assert(
    fc.property(whole, fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 3 }), (number, bytes, width) => {
      const plain = written((out) => {
        out.varint(number);
        out.block(bytes);
      });
      const held = written((out) => {
        const numberAt = out.hold(width);
        const blockAt = out.hold(width);
        out.bytes(bytes);
        out.fillLength(blockAt, width);
        out.fill(numberAt, width, number);
      });
      expect(held).toEqual(plain);
    }),
  );
});

test('a text of ASCII is written with its length, and of any other text nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), fc.nat(200), (text, form) => {
      const isPlain = [...text].every((letter) => letter < '\u0080');
      const bytes = written((out) => {
        out.byte(7);
        expect(out.ascii(text, form)).toBe(isPlain);
      });
      const input = new ByteReader(bytes.subarray(1));
      const read = isPlain ? [input.varint(), Buffer.from(input.bytes(text.length)).toString('latin1')] : [];
      expect(read).toEqual(isPlain ? [text.length + form, text] : []);
      expect(input.isDone).toBe(true);
    }),
  );
});

test('a writer knows the bytes it holds from others', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 9 }), fc.uint8Array({ maxLength: 9 }), (held, other) => {
      const [out, same] = [new ByteWriter(), new ByteWriter()];
      for (const writer of [out, same]) writer.bytes(held);
      expect(out.hash()).toBe(same.hash());
      expect(out.equals(held)).toBe(true);
      expect(out.equals(other)).toBe(Buffer.from(held).equals(other));
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
