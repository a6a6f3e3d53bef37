import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_VIAS, Private, type TimelineEntry } from '../core/index.ts';
import { arbitraryTimelineEntry } from '../testing/arbitrary-record.ts';
import { packMessages, unpackMessages } from './packed-messages.ts';
import type { Seen } from './seen.ts';

const people = { caller: new Private('+493012345', 'number') };

const arbitrarySeen: fc.Arbitrary<Seen> = fc
  .record({
    entry: arbitraryTimelineEntry(),
    isCounted: fc.boolean(),
    isHanded: fc.boolean(),
    isSettled: fc.boolean(),
    notes: fc.constantFrom(
      {},
      {},
      { people },
      { people, isStale: false },
      { anomalies: ['bad_cseq'] },
      { replacesCallId: 'a@b', contacts: [1] },
    ),
  })
  .map(({ notes, ...seen }) => ({ ...seen, ...notes }) as Seen);

test('messages that were packed are the same as before, field by field', () => {
  fc.assert(
    fc.property(fc.array(arbitrarySeen, { maxLength: 24 }), (messages) => {
      expect(unpackMessages(packMessages(messages))).toStrictEqual(messages);
    }),
    { numRuns: 500 },
  );
});

test('so is a message with all fields, the largest numbers and the most branches', () => {
  const most = Number.MAX_SAFE_INTEGER;
  fc.assert(
    fc.property(arbitraryTimelineEntry(), (some) => {
      const entry: TimelineEntry = {
        ...some,
        branches: Array.from({ length: MAX_VIAS }, () => most),
        status: 699,
        fromTag: most,
        toTag: most,
        sessionExpiresSeconds: most,
        expiresSeconds: 0,
        reasonSip: 0,
        reasonQ850: 127,
        sipfragStatus: 200,
        agentClass: 'other',
        arrival: most,
      };
      const seen: Seen = { entry, isCounted: true, isHanded: true, isSettled: true, people };
      expect(unpackMessages(packMessages([seen, seen]))).toStrictEqual([seen, seen]);
    }),
  );
});
