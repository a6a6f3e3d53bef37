import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StoreChange } from '../core/index.ts';
import { callChange, plainChanges, storedCall } from '../testing/index.ts';
import { arbitraryStoredCall, arbitraryStoredRegistration, arbitraryTimelineEntry } from '../testing/suites/index.ts';
import { decodeChanges, encodeChanges } from './changes.ts';

const callChanges = fc
  .record({ record: arbitraryStoredCall(), isOpen: fc.boolean(), timeline: fc.array(arbitraryTimelineEntry(), { maxLength: 3 }) })
  .map((parts): StoreChange => ({ kind: 'call', ...parts }));
const registrations = arbitraryStoredRegistration().map((record): StoreChange => ({ kind: 'registration', record }));
const latencies = fc
  .record({
    id: fc.string(),
    callId: fc.string(),
    stage: fc.constantFrom('tool_call', 'session'),
    at: fc.nat({ max: 4e9 }),
    seconds: fc.nat({ max: 9e9 }).map((micros) => micros / 1e6),
  })
  .map((record): StoreChange => ({ kind: 'latency', record }));
const changes = fc.array(fc.oneof(callChanges, registrations, latencies), { minLength: 1, maxLength: 5 });

test('changes survive their way as bytes', () => {
  fc.assert(
    fc.property(changes, (written) => {
      expect(plainChanges(decodeChanges(encodeChanges(written)))).toEqual(written);
    }),
  );
});

test('bytes that are cut short, foreign or empty are corrupt', () => {
  const bytes = encodeChanges([callChange(storedCall({}))]);
  for (const bad of [bytes.subarray(0, -1), bytes.with(0, 9), new Uint8Array(0)]) {
    expect(() => decodeChanges(bad)).toThrow(expect.objectContaining({ code: 'STORE_CORRUPT' }));
  }
});
