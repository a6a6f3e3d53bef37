import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExportBytes } from './export-bytes.ts';
import { exportPiece } from './export-piece.ts';
import { exportText } from './export-text.ts';

/** What is written, as text. */
function written(write: (out: ExportBytes) => void): string {
  const out = new ExportBytes(exportText('ndjson'));
  write(out);
  return Buffer.from(out.finish()).toString();
}

test('pieces of any text stand one behind the other, however long they are', () => {
  const pieces = fc.array(fc.tuple(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.constantFrom(1, 1, 1, 20_000)), { maxLength: 20 });
  fc.assert(
    fc.property(pieces, (parts) => {
      const texts = parts.map(([text, times]) => text.repeat(times));
      const got = written((out) => {
        for (const text of texts) out.copy(exportPiece(text));
      });
      expect(got).toBe(texts.join(''));
    }),
  );
});

test('numbers stand there as String writes them', () => {
  const micros = fc.oneof(
    fc.nat(),
    fc.maxSafeNat(),
    fc.nat(9999).map((seconds) => seconds * 1e6),
    fc.nat(99).map((tenths) => tenths * 1e5),
  );
  fc.assert(
    fc.property(micros, fc.nat(), fc.nat(9999), (time, whole, four) => {
      expect(written((out) => out.seconds(time))).toBe(String(time / 1e6));
      expect(written((out) => out.whole(whole))).toBe(String(whole));
      expect(written((out) => out.hundredths(whole))).toBe(String(whole / 100));
      expect(written((out) => out.four(four))).toBe(String(four).padStart(4, '0'));
    }),
    { numRuns: 2000 },
  );
});
