import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_VIAS, Private, type TimelineEntry } from '../core/index.ts';
import { arbitraryTimelineEntry } from '../testing/suites/arbitrary-record.ts';
import { PackedMessages } from './packed-messages.ts';
import type { Notes, Seen } from './seen.ts';
import { rounds } from '../../test/rounds.ts';

const people = { caller: new Private('+493012345', 'number') };

const arbitrarySeen: fc.Arbitrary<Seen> = fc
  .record({
    entry: arbitraryTimelineEntry(),
    isCounted: fc.boolean(),
    isHanded: fc.boolean(),
    isSettled: fc.boolean(),
    notes: fc.constantFrom<Notes | undefined>(
      undefined,
      undefined,
      {},
      { people },
      { people, isStale: false },
      { anomalies: ['no_via'] },
      { replacesCallId: 'a@b', contacts: [1] },
    ),
  })
  .map((one) => ({ ...one }));

/** Messages one by one. */
function pack(messages: readonly Seen[]): PackedMessages {
  const packed = new PackedMessages();
  for (const one of messages) packed.push(one);
  return packed;
}

test('messages that were packed are the same as before, field by field', () => {
  fc.assert(
    fc.property(fc.array(arbitrarySeen, { maxLength: 24 }), (messages) => {
      expect(pack(messages).unpack()).toStrictEqual(messages);
    }),
    { numRuns: rounds(200, 1000) },
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
      const seen: Seen = { entry, isCounted: true, isHanded: true, isSettled: true, notes: { people } };
      expect(pack([seen, seen]).unpack()).toStrictEqual([seen, seen]);
    }),
  );
});

test('what was made of messages while they were unpacked, and what came behind them, is there when they are unpacked again', () => {
  fc.assert(
    fc.property(fc.array(arbitrarySeen, { maxLength: 12 }), fc.array(arbitrarySeen, { maxLength: 4 }), (before, behind) => {
      const packed = pack(before);
      const messages = packed.unpack();
      for (const seen of messages) [seen.isCounted, seen.isHanded, seen.isSettled] = [seen.isHanded, true, !seen.isSettled];
      packed.update([...messages, ...behind]);
      expect(packed.unpack()).toStrictEqual([...messages, ...behind]);
    }),
    { numRuns: rounds(150, 1000) },
  );
});

test('a message with more branches than an event may have is kept as well, and so are those behind it', () => {
  fc.assert(
    fc.property(arbitraryTimelineEntry(), (some) => {
      const branches = Array.from({ length: 9000 }, (_, place) => place);
      const seen: Seen = { entry: { ...some, branches }, isCounted: false, isHanded: false, isSettled: false, notes: undefined };
      const packed = pack([seen, { ...seen, entry: some }]);
      const messages = packed.unpack();
      for (const one of messages) one.isHanded = true;
      packed.update(messages);
      expect(packed.unpack()).toStrictEqual([
        { ...seen, isHanded: true },
        { ...seen, entry: some, isHanded: true },
      ]);
    }),
    { numRuns: 3 },
  );
});
