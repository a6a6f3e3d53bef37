import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteWriter } from '../core/index.ts';
import { callChange, storedCall } from '../testing/index.ts';
import { arbitraryStoredCall } from '../testing/suites/index.ts';
import { decodeChanges, encodeChanges } from './changes.ts';
import { joinDetail, splitDetail } from './template.ts';

type Changes = Parameters<typeof encodeChanges>[0];

function detailOf(...changes: Changes): Uint8Array {
  const [packed] = decodeChanges(encodeChanges(changes));
  if (packed?.kind !== 'call') throw new Error('No call was written.');
  return packed.detail;
}

test('any detail of a call comes back from its template and the rest', () => {
  fc.assert(
    fc.property(arbitraryStoredCall(), (record) => {
      const detail = detailOf(callChange(record));
      const { template, rest } = splitDetail(detail);
      expect(joinDetail(template, rest, new ByteWriter())).toStrictEqual(detail);
    }),
  );
});

test('calls that differ in hashes, times and large numbers have one template, those with other fields another one', () => {
  const templateOf = (facts: Parameters<typeof storedCall>[0]): Uint8Array => splitDetail(detailOf(callChange(storedCall(facts)))).template;
  const usual = templateOf({ id: 'abcdefghijklmnop', messages: 9, ringingAt: 1_700_000_001 });
  expect(templateOf({ id: 'qrstuvwxyz234567', messages: 11, ringingAt: 1_700_000_002 })).toStrictEqual(usual);
  expect(templateOf({ id: 'abcdefghijklmnop', messages: 9 })).not.toStrictEqual(usual);
});

test('no bytes as template or rest make anything but a detail or a STORE_CORRUPT', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (template, rest) => {
      try {
        joinDetail(template, rest, new ByteWriter());
      } catch (error) {
        expect(error).toMatchObject({ code: 'STORE_CORRUPT' });
      }
    }),
  );
});
