import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader, ByteWriter } from '../../core/index.ts';
import { readCallId, writeCallId } from './packed-call-id.ts';

function packed(callId: string): Uint8Array {
  const out = new ByteWriter();
  writeCallId(out, callId);
  return out.take();
}

const letters = fc.oneof(...['09af', '09AZafz-.'].map((some) => fc.string({ unit: fc.constantFrom(...some), maxLength: 70 })));
const callIds = fc.oneof(
  letters,
  fc
    .tuple(letters, fc.oneof(fc.ipV4(), fc.string({ unit: fc.constantFrom(...'01259.@:'), maxLength: 16 })))
    .map((parts) => parts.join('@')),
  fc.string({ unit: 'grapheme' }),
);

test('any Call-ID comes back', () => {
  fc.assert(
    fc.property(callIds, (callId) => {
      const input = new ByteReader(packed(callId));
      expect(readCallId(input)).toBe(callId);
      expect([input.isDone, input.isBroken]).toEqual([true, false]);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['a84b4c76e66710', 8],
  ['a84b4c76e6671@192.0.2.17', 12],
  ['f81d4fae-7dec-11d0-a765-00a0c91e6bf6', 28],
  ['1463af0a6b8b-5e1@192.0.2.17', 17],
  ['a84b4c76e66710@pc33.example.com', 33],
  ['a@192.0.2.017', 15],
  ['-a', 4],
])('the Call-ID %s takes %i bytes', (callId, bytes) => {
  expect(packed(callId).length).toBe(bytes);
});
