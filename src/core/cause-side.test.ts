import { expect, test } from 'vitest';
import { CAUSE } from './call-words.ts';
import { CAUSE_SIDE, sideOfCause } from './cause-side.ts';

test.each([
  ['congestion', 'network'],
  ['no_response', 'network'],
  ['busy', 'callee'],
  ['declined', 'callee'],
  ['cancelled', 'caller'],
  ['auth', 'caller'],
  ['normal', undefined],
  ['elsewhere', undefined],
  ['nonsense', undefined],
  [undefined, undefined],
])('%s is the doing of %s', (cause, side) => {
  expect(sideOfCause(cause)).toBe(side);
});

test('every cause but those of answered calls is the doing of a side', () => {
  const sides = new Set(CAUSE.map(sideOfCause));
  expect(sides).toEqual(new Set([...CAUSE_SIDE, undefined]));
  expect(CAUSE.filter((cause) => sideOfCause(cause) === undefined)).toEqual(['normal', 'elsewhere', 'session_expired', 'transferred']);
});
