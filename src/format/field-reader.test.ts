import { expect, test } from 'vitest';
import { ByteWriter } from '../core/index.ts';
import { FieldReader } from './field-reader.ts';
import { FieldWriter, type RecordForm } from './field-writer.ts';

const LONG = 1_000_000;
const ADDRESS = '192.0.2.1:5060';

/** A record whose fields from 4 on, and those of the record within it, refer to the first two. */
function recordBytes(): Uint8Array {
  const to = new FieldWriter(new ByteWriter());
  const inner: RecordForm = {
    write(within) {
      within.text(1, ADDRESS);
      within.whole(2, LONG);
    },
  };
  to.begin();
  to.whole(1, LONG);
  to.text(2, ADDRESS);
  to.whole(3, 7);
  to.whole(4, LONG);
  to.text(5, ADDRESS);
  to.nested(6, inner, {});
  return to.out.take();
}

test.each([2, 3, 4])('what refers to long values is read when fields up to %i were only passed', (first) => {
  const from = new FieldReader(recordBytes());
  expect(from.goTo(first)).toBe(true);
  expect(from.goTo(4)).toBe(true);
  expect(from.number()).toBe(LONG);
  expect(from.next()).toBe(true);
  expect(from.text()).toBe(ADDRESS);
});

test('a record within another refers to long values that were only passed', () => {
  const from = new FieldReader(recordBytes());
  from.goTo(6);
  const within = from.nested();
  expect(within.goTo(2)).toBe(true);
  expect(within.number()).toBe(LONG);
  expect(within.next()).toBe(false);
});
