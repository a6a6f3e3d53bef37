import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callChange, storedCall } from '../../testing/index.ts';
import { OpenCall } from './open-call.ts';
import { createPartEncoder, OpenPart } from './open-part.ts';
import { packChanges } from './fold-batch.ts';

/** Some calls, packed as a batch brings them. */
function openCalls(count: number): OpenCall[] {
  const changes = Array.from({ length: count }, (_, index) =>
    callChange(storedCall({ id: `call-${index}`, callKey: `key-${index}`, startedAt: 1_700_000_000 + index / 8 })),
  );
  return packChanges(changes).flatMap((change) => (change.kind === 'call' ? [new OpenCall(change, change.id === 'call-1')] : []));
}

test('a part tells of each call what is asked for without decoding it, and the call itself', () => {
  const calls = openCalls(3);
  const part = new OpenPart(
    createPartEncoder()(
      calls.map((open, index) => ({ place: 7 * index, open })),
      [4, 1000],
    ),
  );
  expect(part.removed).toStrictEqual([4, 1000]);
  expect(part.calls.map(({ place, startedAt, isReopened, isEnded }) => ({ place, startedAt, isReopened, isEnded }))).toStrictEqual([
    { place: 0, startedAt: 1_700_000_000, isReopened: false, isEnded: false },
    { place: 7, startedAt: 1_700_000_000.125, isReopened: true, isEnded: false },
    { place: 14, startedAt: 1_700_000_000.25, isReopened: false, isEnded: false },
  ]);
  expect(part.calls.map((one) => one.unpack().call)).toStrictEqual(calls.map(({ call }) => call));
});

test('bytes that are no part are refused as corrupt, or a call of it is when it is asked for', () => {
  const { places, changes } = createPartEncoder()(
    openCalls(3).map((open, place) => ({ place, open })),
    [9],
  );
  const readAll = (of: { readonly places: Uint8Array; readonly changes: Uint8Array }): void => {
    try {
      for (const call of new OpenPart(of).calls) expect(call.unpack().call.id).toBeTypeOf('string');
    } catch (error) {
      expect(error).toMatchObject({ code: 'STORE_CORRUPT' });
    }
  };
  const damaged = (bytes: Uint8Array) =>
    fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }), fc.nat({ max: bytes.length })).map(([at, value, length]) => {
      return value % 2 === 0 ? bytes.with(at, value) : bytes.slice(0, length);
    });
  fc.assert(fc.property(damaged(places), (some) => readAll({ places: some, changes })));
  fc.assert(fc.property(damaged(changes), (some) => readAll({ places, changes: some })));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ maxLength: 60 }), (a, b) => readAll({ places: a, changes: b })));
});
