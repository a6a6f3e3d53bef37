import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelText, TeleError, type TimelineEntry } from '../core/index.ts';
import { timelineEntry } from '../testing/index.ts';
import { arbitraryTimelineEntry } from '../testing/suites/index.ts';
import { decodeTimeline, encodeTimeline, createTimelineEncoder } from './timeline.ts';

/** Entries as calls have them: the same few texts and hashes again and again. */
const usual = fc.record({
  at: fc.nat(1e6).map((milliseconds) => 1_700_000_000 + milliseconds / 1000),
  agent: fc.constantFrom(labelText('2001'), labelText('edge')),
  transport: fc.constantFrom('udp' as const, 'tls' as const),
  src: fc.constantFrom('192.0.2.1:5060', '192.0.2.2:5060', '[2001:db8::1]:5060'),
  dst: fc.constantFrom('192.0.2.2:5060', '192.0.2.3:05060', '192.0.2.256:5060'),
  fromTag: fc.constantFrom(2 ** 53 - 1, 2 ** 40, 7),
  branches: fc.array(fc.constantFrom(2 ** 52 + 1, 2 ** 45), { maxLength: 2 }),
  contentHash: fc.nat(2 ** 32 - 1),
  cseq: fc.constantFrom(1, 2, 20_001),
  arrival: fc.nat(9),
});
const entries = fc.array(
  fc.oneof(
    arbitraryTimelineEntry(),
    usual.map((facts): TimelineEntry => timelineEntry(facts)),
  ),
  { maxLength: 12 },
);

test('any timelines of one encoder are read as they were given', () => {
  const encode = createTimelineEncoder();
  fc.assert(
    fc.property(entries, (timeline) => {
      expect(decodeTimeline(encode(timeline))).toStrictEqual(timeline);
    }),
  );
});

test('timelines of one encoder stay as they are while many more are encoded', () => {
  const encode = createTimelineEncoder();
  const given = Array.from({ length: 3000 }, (_, number) => [timelineEntry({ cseq: number }), timelineEntry({ cseq: number + 1 })]);
  const encoded = given.map(encode);
  expect(encoded.map(decodeTimeline)).toEqual(given);
});

test('parts that lie one behind the other are read as one timeline', () => {
  fc.assert(
    fc.property(fc.array(entries, { maxLength: 4 }), (parts) => {
      const behind = new Uint8Array(parts.flatMap((part) => [...encodeTimeline(part)]));
      expect(decodeTimeline(behind)).toStrictEqual(parts.flat());
    }),
  );
});

test('a number that cannot be stored is refused, and the encoder goes on with the next timeline', () => {
  const encode = createTimelineEncoder();
  for (const wrong of [{ cseq: 1.5 }, { at: Number.NaN }, { lengthBytes: 2 ** 53 }, { expiresSeconds: 1e300 }, { status: Infinity }]) {
    expect(() => encode([timelineEntry({}), timelineEntry(wrong)])).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
    expect(decodeTimeline(encode([timelineEntry({ agent: labelText('next') })]))).toStrictEqual([
      timelineEntry({ agent: labelText('next') }),
    ]);
  }
});

test('bytes that are none of ours are corrupt, or entries, and nothing else', () => {
  const read = (bytes: Uint8Array): void => {
    try {
      decodeTimeline(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(TeleError);
      expect(error).toMatchObject({ code: 'STORE_CORRUPT' });
    }
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), read));
  const damaged = fc.tuple(entries, fc.nat(), fc.nat(255), fc.nat(3)).map(([timeline, place, byte, cut]) => {
    const bytes = encodeTimeline(timeline);
    return bytes.length === 0 ? bytes : bytes.with(place % bytes.length, byte).subarray(0, bytes.length - cut);
  });
  fc.assert(fc.property(damaged, read));
  const whole = encodeTimeline([timelineEntry({}), timelineEntry({ at: 1_700_000_001 })]);
  const first = encodeTimeline([timelineEntry({})]).length;
  for (let length = 1; length < whole.length; length += 1)
    if (length !== first)
      expect(() => decodeTimeline(whole.subarray(0, length))).toThrow(expect.objectContaining({ code: 'STORE_CORRUPT' }));
});
