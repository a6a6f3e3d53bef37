import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StoreChange } from '../core/index.ts';
import { plainChanges } from '../testing/index.ts';
import { arbitraryStoredCall, arbitraryStoredRegistration, arbitraryTimelineEntry } from '../testing/suites/index.ts';
import { decodeChanges, encodeChanges } from '../format/index.ts';
import { withoutTimelines } from './store-batch.ts';

const callChanges = fc
  .record({ record: arbitraryStoredCall(), isOpen: fc.boolean(), timeline: fc.array(arbitraryTimelineEntry(), { maxLength: 3 }) })
  .map((parts): StoreChange => ({ kind: 'call', ...parts }));
const registrations = arbitraryStoredRegistration().map((record): StoreChange => ({ kind: 'registration', record }));
const batches = fc.array(fc.oneof(callChanges, registrations), { minLength: 1, maxLength: 5 });

test('without timelines all else is the same, and each call that had one is counted', () => {
  fc.assert(
    fc.property(batches, (changes) => {
      const { payload, count } = withoutTimelines(encodeChanges(changes));
      expect(plainChanges(decodeChanges(payload))).toEqual(changes.map((one) => (one.kind === 'call' ? { ...one, timeline: [] } : one)));
      expect(count).toBe(changes.filter((one) => one.kind === 'call' && one.timeline.length > 0).length);
    }),
    { numRuns: 50 },
  );
});
