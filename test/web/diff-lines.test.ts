import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffLines } from '../../web/parts/diff-lines.ts';
import { visible } from '../../web/parts/visible.ts';

const lines = fc.array(fc.constantFrom('Via: a', 'Via: b', 'To: c', '', 'v=0'), { maxLength: 30 });
const textsOf = (parts: ReturnType<typeof diffLines>, ...kinds: readonly string[]): readonly string[] =>
  parts.filter(({ kind }) => kinds.includes(kind)).map(({ text }) => text);

test('what is the same and what is gone make the first text, what is the same and what is new the second one', () => {
  fc.assert(
    fc.property(lines, lines, (one, other) => {
      const parts = diffLines(one, other);
      expect(textsOf(parts, 'same', 'gone')).toEqual(one);
      expect(textsOf(parts, 'same', 'new')).toEqual(other);
    }),
  );
});

test('no more than is needed leaves and comes', () => {
  expect(diffLines(['a', 'b', 'c', 'd'], ['a', 'c', 'x', 'd'])).toEqual([
    { kind: 'same', text: 'a' },
    { kind: 'gone', text: 'b' },
    { kind: 'same', text: 'c' },
    { kind: 'new', text: 'x' },
    { kind: 'same', text: 'd' },
  ]);
});

test('texts of 60,000 lines that have little in common are set against each other at once, and nothing of them is lost', () => {
  const one = Array.from({ length: 60_000 }, (_, index) => `one ${index % 7}`);
  const other = Array.from({ length: 60_000 }, (_, index) => `other ${index % 5}`);
  const parts = diffLines(['begin', ...one], ['begin', ...other]);
  expect(textsOf(parts, 'same')).toEqual(['begin']);
  expect(parts).toHaveLength(120_001);
});

test('what cannot be seen in a text, or turns its direction, is made visible', () => {
  expect(visible('To: \u202e<sip:a>\u0000\tx\u2028')).toBe(String.raw`To: \u{202e}<sip:a>\u{0}` + '\tx' + String.raw`\u{2028}`);
});
