import { expect, test } from 'vitest';
import { readRows } from './read-rows.ts';

const ROW = '== A row\nrfc: 3261 15\n0 uac > uas INVITE via=u1\n=> outcome=busy final=486';

test('a row is its rule, its messages and what follows from them', () => {
  const text = `scene one\n0.5 uac > uas {method} via=u1 cseq={cseq}\n\n${ROW}\n.. ring=1.50\nuntil: 40\n+ one at=2.25 method=BYE cseq=2\n=> outcome=-`;
  expect(readRows(text).rows).toEqual([
    {
      title: 'A row',
      rfc: '3261 15',
      untilSeconds: 40,
      carriers: [],
      lines: ['0 uac > uas INVITE via=u1', '2.75 uac > uas BYE via=u1 cseq=2'],
      calls: [new Map(Object.entries({ outcome: 'busy', final: '486', ring: '1.5' })), new Map([['outcome', '-']])],
    },
  ]);
});

test.each([
  ['a key that it does not know', `${ROW}\n.. outcom=busy`, 'No such expectation'],
  ['a key without a value', `${ROW}\n.. ring`, 'No such expectation'],
  ['a value given twice', `${ROW}\n.. final=200`, 'Expected twice'],
  ['a number that is none', `${ROW}\n.. ring=1.5s`, 'No number'],
  ['a word of a message that it does not know', `${ROW}\n1 uac > uas BYE vai=u2`, 'No such word of a message'],
  ['a line that is no message', `${ROW}\nhello`, 'Not a message'],
  ['a scene that it does not know', `${ROW}\n+ none`, 'No such scene'],
  ['a scene without its words', `scene one\n0 uac > uas {method}\n\n${ROW}\n+ one`, 'has no value'],
  ['a word that the scene does not have', `scene one\n0 uac > uas BYE\n\n${ROW}\n+ one code=4`, 'The scene has no'],
  ['a finding without the keys that it is about', `${ROW}\nfails: T1`, 'Fails in no key'],
  ['a line before the first row', '0 uac > uas BYE', 'A line before the first row'],
])('the reader of rows refuses %s', (_name, text, message) => {
  expect(() => readRows(text)).toThrow(message);
});
