import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMatched, matcherText, parseMatcher } from './matcher-text.ts';
import { matchersFault, silencedBy, withoutForgotten, type Silence, holdsAt, withClock } from './silence.ts';

function matcher(text: string): { readonly label: string; readonly isEqual: boolean; readonly value: string } {
  const read = parseMatcher(text);
  if (read === undefined) throw new Error(text);
  return read;
}

test.each([
  ['trunk=carrier-a', { trunk: 'carrier-a' }, true],
  ['trunk=carrier-a', { trunk: 'carrier-b' }, false],
  ['trunk!=carrier-a', { trunk: 'carrier-b' }, true],
  ['trunk!=carrier-a', {}, true],
  ['trunk = "carrier a"', { trunk: 'carrier a' }, true],
  ['trunk=carrier*', { trunk: 'carrier-a' }, true],
  ['trunk=*a*a', { trunk: 'a' }, false],
  ['trunk=*a*a', { trunk: 'baba' }, true],
  ['trunk=ab*ba', { trunk: 'aba' }, false],
  ['trunk=', {}, true],
  ['trunk=*', {}, true],
  ['alertname=Trunk*', { alertname: 'TrunkFailing' }, true],
  ['toString=a*', {}, false],
  ['constructor!=a*', { alertname: 'TrunkFailing' }, true],
  ['__proto__=', {}, true],
])('%s of %j is %s', (text, labels, isMatch) => {
  expect(isMatched([matcher(text)], labels)).toBe(isMatch);
});

test.each([
  '',
  'trunk',
  '=a',
  'trunk=~a',
  'trunk!~a',
  'trunk="a',
  'trunk=a"b',
  '1a=b',
  `trunk=${'a'.repeat(600)}`,
  'trunk="\\u0000"',
  'tr unk=a',
  'trunk==\u0007',
])('%j is no matcher', (text) => {
  expect(parseMatcher(text)).toBeUndefined();
});

test('the text of a matcher is read as the same matcher', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z_]\w{0,20}$/), fc.boolean(), fc.string({ maxLength: 100 }), (label, isEqual, value) => {
      fc.pre(!/\p{Cc}/u.test(value));
      const one = { label, isEqual, value };
      expect(parseMatcher(matcherText(one))).toEqual(one);
    }),
  );
});

test('a matcher with many wildcards is answered at once', () => {
  const text = 'a'.repeat(100_000);
  expect(isMatched([{ label: 'trunk', isEqual: true, value: `${'*a'.repeat(200)}*b` }], { trunk: text })).toBe(false);
});

test.each([[['trunk=*']], [['trunk!=a']], [['trunk=']], [[]]])('%j would silence everything and is refused', (texts: readonly string[]) => {
  expect(matchersFault(texts.map(matcher))).toMatch(/everything|at least one/);
});

test('one matcher that needs a label is enough', () => {
  expect(matchersFault([matcher('trunk!=a'), matcher('alertname=TrunkFailing')])).toBeUndefined();
});

test('a silence holds until its end, also by a clock that was set back, and is shown for a week more', () => {
  const silence: Silence = { id: 's1', matchers: [matcher('trunk=a')], from: 100, until: 200, by: 'ops', comment: '' };
  const labels = { alertname: 'TrunkFailing', trunk: 'a' };
  expect([99, 100, 199, 200].map((at) => silencedBy([silence], labels, at))).toEqual([['s1'], ['s1'], ['s1'], []]);
  expect(withoutForgotten([silence], 200 + 7 * 86_400 - 1)).toEqual([silence]);
  expect(withoutForgotten([silence], 200 + 7 * 86_400)).toEqual([]);
});

test('with the clock set back behind its begin a silence is as long as it was made, and one that was ended stays so', () => {
  const silence: Silence = { id: 's1', matchers: [matcher('trunk=a')], from: 10_000, until: 13_600, by: 'ops', comment: '' };
  expect(withClock(silence, 12_000)).toBe(silence);
  // By a clock of next year it would hold for a year.
  expect(withClock(silence, 500)).toEqual({ ...silence, from: 500, until: 4100 });
  const ended = { ...silence, until: 11_000, isEnded: true } as const;
  expect(holdsAt(ended, 10_500)).toBe(false);
  expect(withClock(ended, 500)).toEqual({ ...ended, from: 500, until: 500 });
});
