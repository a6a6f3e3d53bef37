import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Private, type PhoneNumber, type PrivateKeeper, reveal, type RevealPolicy, samePrivate } from './private.ts';

const TEXT = 'sentinel-4711-0815';
const secret = new Private(TEXT, 'user');

/** A plan of one country: 0 and +49 start the same numbers. */
function parseNumber(text: string): PhoneNumber | undefined {
  const digits = text.replace(/^(?:\+49|0)/, '').replace(/\D/g, '');
  return /^[+0]/.test(text) && digits.length > 6 ? { e164: `+49${digits}`, callingCode: '49' } : undefined;
}
function policy(mode: RevealPolicy['mode']): RevealPolicy {
  return { mode, hash: (text) => `hash(${text})`, parseNumber };
}
function shown(text: string, mode: RevealPolicy['mode']): string | undefined {
  return reveal(new Private(text, 'number'), policy(mode));
}

test('no common way to make text of a value shows what it holds', () => {
  const error = new Error('refused', { cause: secret });
  const texts = [
    JSON.stringify(secret),
    JSON.stringify({ caller: secret, list: [secret] }),
    String(secret),
    // oxlint-disable-next-line typescript/restrict-template-expressions, typescript/no-base-to-string -- the mistake under test
    `${secret}`,
    inspect(secret, { depth: 9, showHidden: true }),
    inspect({ nested: { secret } }, { depth: 9, showHidden: true, getters: true }),
    inspect(error, { depth: 9 }),
    JSON.stringify(structuredClone(secret)),
    Object.keys(secret).join(),
    JSON.stringify(Object.getOwnPropertyDescriptors(secret)),
    JSON.stringify({ ...secret }),
    JSON.stringify(Object.entries(secret)),
  ];
  for (const text of texts) expect(text ?? '').not.toMatch(/sentinel|4711|0815/);
});

test('JSON leaves the field out and structured clone makes an empty object', () => {
  expect(JSON.stringify({ a: 1, caller: secret })).toBe('{"a":1}');
  expect(structuredClone({ caller: secret })).toEqual({ caller: {} });
});

test('off shows nothing, raw shows the text', () => {
  expect(shown(TEXT, 'off')).toBeUndefined();
  expect(shown(TEXT, 'raw')).toBe(TEXT);
});

test('a pseudonym is the hash of the E.164 form of a number and of the text of anything else', () => {
  expect(shown('+49 151 1234567', 'pseudonym')).toBe('hash(+491511234567)');
  expect(shown('0151 1234567', 'pseudonym')).toBe('hash(+491511234567)');
  expect(shown('alice', 'pseudonym')).toBe('hash(alice)');
});

test.each([
  ['+49 151 1234567', '+49***4567'],
  ['0151-1234567', '+49***4567'],
  ['1511234567', '***4567'],
  ['1234567', '***4567'],
  ['123456', '***'],
  ['+123456', '***'],
  ['', '***'],
  ['alice', '***'],
  ['alice4711471', '***'],
  ['*21*0151123456#', '***'],
])('%j is masked as %s', (text, mask) => {
  expect(shown(text, 'masked')).toBe(mask);
});

test('a mask holds at most four digits of any number, and none of a short one', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\+?\d{1,20}$/), (text) => {
      const mask = shown(text, 'masked') ?? '';
      const digits = text.replace('+', '');
      expect(mask.endsWith(digits.length <= 6 ? '***' : `***${digits.slice(-4)}`)).toBe(true);
      expect(mask.replace('+49', '').length).toBeLessThanOrEqual(7);
    }),
  );
});

test('values are the same when their texts are', () => {
  expect(samePrivate(new Private('a', 'name'), new Private('a', 'name'))).toBe(true);
  expect(samePrivate(new Private('a', 'name'), new Private('b', 'name'))).toBe(false);
});

test('what is made of a value is made once and kept with it, for the keeper that made it and for no other', () => {
  const asked: string[] = [];
  const keeperOf = (name: string): PrivateKeeper<string> => ({
    make(one) {
      asked.push(name);
      return `${name} of ${Private.open(one)}`;
    },
  });
  const [first, second] = [keeperOf('first'), keeperOf('second')];
  const value = new Private('a', 'name');
  expect([Private.kept(value, first), Private.kept(value, first)]).toEqual(['first of a', 'first of a']);
  expect(Private.kept(new Private('b', 'name'), first)).toBe('first of b');
  expect([Private.kept(value, second), Private.kept(value, first)]).toEqual(['second of a', 'first of a']);
  expect(asked).toEqual(['first', 'first', 'second', 'first']);
  Private.letGo(value);
  expect(Private.kept(value, first)).toBe('first of a');
  expect(asked).toHaveLength(5);
});
