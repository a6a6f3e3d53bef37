import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textForms, withoutSeparators } from './text-forms.ts';

const RUN = fc.stringMatching(/^[\w+/-]{6,64}$/);
const bare = (bytes: Buffer): string => withoutSeparators(bytes.toString('latin1').toLowerCase());
const base64 = (run: string): string[] => [0, 1, 2, 3].map((from) => bare(Buffer.from(run.slice(from), 'base64')));
const hex = (run: string): string[] => [run, run.slice(1)].map((digits) => bare(Buffer.from(digits, 'hex')));

test('what base64 and hex digits in a text say is read from each place at which they may begin, as Node reads them, in lower case and without separators', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(RUN, fc.stringMatching(/^[0-9a-fA-F]{8,40}$/)), { minLength: 1, maxLength: 3 }), (runs) => {
      const text = runs.join('@');
      const digits = text.match(/[0-9a-f]{8,}/gi) ?? [];
      expect(textForms(text)).toEqual({
        plain: [text.toLowerCase()],
        bare: [withoutSeparators(text.toLowerCase()), ...runs.flatMap(base64), ...digits.flatMap(hex)],
      });
    }),
  );
});

test('every byte that is encoded is read, but what people put between the digits of a number', () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  const said = bare(bytes);
  expect(said).toHaveLength(256 - 36);
  expect(textForms(bytes.toString('base64')).bare).toContain(said);
  expect(textForms(bytes.toString('hex')).bare).toContain(said);
});

test('runs that are longer than any identifier are not decoded, and shorter ones than hold anything neither', () => {
  expect(textForms('a'.repeat(512)).bare).toHaveLength(7);
  expect(textForms('a'.repeat(513)).bare).toHaveLength(1);
  expect(textForms('YWJjZ@616263.').bare).toEqual(['ywjjz@616263', ...base64('616263')]);
});
