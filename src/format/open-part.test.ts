import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callChange, storedCall } from '../testing/index.ts';
import { decodeChanges, encodeChanges } from './changes.ts';
import { createPartEncoder, decodePart, type PartCall } from './open-part.ts';
import { PackedCall } from './packed-call.ts';

/** Some calls, as a batch brings them. */
function partCalls(count: number): PartCall[] {
  const changes = Array.from({ length: count }, (_, index) =>
    callChange(storedCall({ id: `call-${index}`, callKey: `key-${index}`, startedAt: 1_700_000_000 + index / 8 })),
  );
  return decodeChanges(encodeChanges(changes)).flatMap((change, index) =>
    change.kind === 'call'
      ? [{ place: 7 * index, isReopened: index === 1, isEnded: index === 2, startedAt: change.startedAt, bytes: change.bytes }]
      : [],
  );
}

test('a part tells of each call what is asked for without decoding it, and the call itself', () => {
  const calls = partCalls(3);
  const part = decodePart(createPartEncoder()({ removed: [4, 100_000], calls }));
  expect(part.removed).toStrictEqual([4, 100_000]);
  expect(part.calls.map(({ place, startedAt, isReopened, isEnded }) => ({ place, startedAt, isReopened, isEnded }))).toStrictEqual([
    { place: 0, startedAt: 1_700_000_000, isReopened: false, isEnded: false },
    { place: 7, startedAt: 1_700_000_000.125, isReopened: true, isEnded: false },
    { place: 14, startedAt: 1_700_000_000.25, isReopened: false, isEnded: true },
  ]);
  expect(part.calls.map(({ bytes }) => new PackedCall(bytes).record)).toStrictEqual(calls.map(({ bytes }) => new PackedCall(bytes).record));
});

test('bytes that are no part are refused as corrupt, or a call of it is when it is asked for', () => {
  const whole = createPartEncoder()({ removed: [9], calls: partCalls(3) });
  const readAll = (bytes: Uint8Array): void => {
    try {
      for (const call of decodePart(bytes).calls) expect(new PackedCall(call.bytes).record.id).toBeTypeOf('string');
    } catch (error) {
      expect(error).toMatchObject({ code: 'STORE_CORRUPT' });
    }
  };
  const damaged = fc
    .tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 }), fc.nat({ max: whole.length }))
    .map(([at, value, length]) => (value % 2 === 0 ? whole.with(at, value) : whole.slice(0, length)));
  fc.assert(fc.property(damaged, readAll));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), readAll));
});
