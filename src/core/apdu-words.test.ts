import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apduCommand, isSuccessful, STATUS_WORD, STATUS_WORD_CLASS, statusWord, statusWordClass } from './index.ts';

test.each([
  [0x9000, '0x9000', 'ok', true],
  [0x6101, '0x61xx', 'more_data', true],
  [0x61ff, '0x61xx', 'more_data', true],
  [0x9f10, '0x9Fxx', 'more_data', true],
  [0x910b, '0x91xx', 'proactive', true],
  [0x6283, '0x6283', 'warning', true],
  [0x6200, 'other', 'warning', true],
  [0x6300, '0x6300', 'warning', true],
  [0x63c2, '0x63Cx', 'warning', true],
  [0x6581, '0x6581', 'execution_error', false],
  [0x6700, '0x6700', 'wrong_length', false],
  [0x6c20, '0x6Cxx', 'wrong_length', false],
  [0x6982, '0x6982', 'not_allowed', false],
  [0x6a82, '0x6A82', 'wrong_parameters', false],
  [0x6d00, '0x6D00', 'wrong_instruction', false],
  [0x6e00, '0x6E00', 'wrong_instruction', false],
  [0x6f00, '0x6F00', 'other_error', false],
  [0x9001, 'other', 'unknown', false],
  [0, 'other', 'unknown', false],
  [0x1_9000, 'other', 'unknown', false],
] as const)('the status word %i is %s of the class %s', (sw, word, kind, isOk) => {
  expect([statusWord(sw), statusWordClass(sw), isSuccessful(sw)]).toEqual([word, kind, isOk]);
});

test('every number has a series and a class, so that their number is bounded', () => {
  fc.assert(
    fc.property(fc.oneof(fc.nat({ max: 0xffff }), fc.integer()), (sw) => {
      expect(STATUS_WORD).toContain(statusWord(sw));
      expect(STATUS_WORD_CLASS).toContain(statusWordClass(sw));
    }),
  );
});

test('instructions have the names of their standards, all others one name', () => {
  expect([0xa4, 0xe6, 0xe4, 0xf2, 0xf0, 0xe8, 0x50, 0x82, 0x7a, 0x78, 0xca, 0xda, 0xe2].map(apduCommand)).toEqual([
    'SELECT',
    'INSTALL',
    'DELETE',
    'GET_STATUS',
    'SET_STATUS',
    'LOAD',
    'INITIALIZE_UPDATE',
    'EXTERNAL_AUTHENTICATE',
    'BEGIN_R_MAC',
    'END_R_MAC',
    'GET_DATA',
    'PUT_DATA',
    'STORE_DATA',
  ]);
  expect([undefined, 0x99, 0x1a4, -1, 1.5].map(apduCommand)).toEqual(['OTHER', 'OTHER', 'OTHER', 'OTHER', 'OTHER']);
});
