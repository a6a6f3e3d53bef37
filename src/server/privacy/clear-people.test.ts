import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Private } from '../../core/index.ts';
import { createClearPeople, isClearPattern } from './clear-people.ts';
import { createNumberParser } from './number-plan.ts';
import { createPrivacy } from './privacy.ts';

const parse = createNumberParser('DE');
const clear = createClearPeople(['101', '2xx', '+49301234*', 'Alice', 'agent-*', 'max']);
const shown = (text: string): string | undefined => clear(new Private(text, 'number'), parse);

test.each([
  ['101', '101'],
  ['1-01', '101'],
  ['299', '299'],
  ['+49301234567', '+49301234567'],
  ['030 1234-567', '+49301234567'],
  ['ALICE', 'alice'],
  ['agent-7', 'agent-7'],
  ['max', 'max'],
])('%j is named and shown as %j', (text, as) => {
  expect(shown(text)).toBe(as);
});

test.each(['102', '1011', '29', '2999', '2x9', '+49301235567', 'alice2', 'malice', 'agent-<b>', 'agent-7\r\nVia: x', 'ma1', ''])(
  '%j is not named',
  (text) => {
    expect(shown(text)).toBeUndefined();
  },
);

test('a name that somebody gives himself is never shown, and without patterns nobody is', () => {
  expect(clear(new Private('alice', 'name'), parse)).toBeUndefined();
  expect(clear(new Private('101', 'text'), parse)).toBeUndefined();
  expect(createClearPeople([])(new Private('101', 'number'), parse)).toBeUndefined();
});

test.each(['101', '1xx', 'xxxx', '+49301234*', '100*', 'alice', 'Alice', 'agent-*', 'a.b_c-d'])('%j is a pattern', (text) => {
  expect(isClearPattern(text)).toBe(true);
});

test.each([
  '',
  '*',
  '1*',
  '+49*',
  'xx*',
  'x1x*',
  'xxxxx',
  '+4930xxxxxx',
  '1*1',
  '**',
  'al ice',
  'ali(ce',
  '.*+',
  'ä',
  'a'.repeat(33),
  '1'.repeat(40),
])('%j is refused: it names everybody, or nobody', (text) => {
  expect(isClearPattern(text)).toBe(false);
});

test('whatever is dialled, what is shown is short and plain', () => {
  const pattern = fc.oneof(fc.stringMatching(/^\+?[\dx]{1,6}\*?$/), fc.stringMatching(/^[a-z\d._-]{1,6}\*?$/)).filter(isClearPattern);
  const dialled = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.stringMatching(/^[+a-z\d._*-]{0,60}$/));
  fc.assert(
    fc.property(fc.array(pattern, { minLength: 1, maxLength: 5 }), dialled, (patterns, text) => {
      expect(createClearPeople(patterns)(new Private(text, 'number'), parse) ?? '1').toMatch(/^\+?[a-z\d_.-]{1,64}$/);
    }),
  );
});

test('who is shown as he is has the pseudonym that he had, is erased by it, and is hidden again when he is not named any more', () => {
  const key = new Uint8Array(32).fill(7);
  const [hidden, open] = [[], ['101', 'alice']].map((patterns) => createPrivacy({ key, output: 'masked', clear: patterns }));
  const alice = new Private('Alice', 'number');
  const [before, after] = [hidden?.storePrivate(alice), open?.storePrivate(alice)];
  expect(before).toEqual({ hash: hidden?.hashPerson('alice'), mask: '***' });
  expect(after).toEqual({ hash: before?.hash, mask: 'alice' });
  expect(open?.person('ALICE').isStoredAs({ hash: before?.hash ?? '', mask: 'alice' })).toBe(true);
  open?.showClear([]);
  expect(open?.storePrivate(alice)).toEqual(before);
  open?.showClear(['alice']);
  expect(open?.storePrivate(alice)).toEqual(after);
});
