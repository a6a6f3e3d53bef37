import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberOfHeader } from './number-of-header.ts';

test.each([
  ['"Alice Miller" <sip:+15550100017@203.0.113.7:5060;user=phone>;tag=as5b', '+15550100017'],
  ['<sips:+15550100017@pbx.example>', '+15550100017'],
  ['sip:+15550100017@pbx.example;transport=tcp', '+15550100017'],
  ['SIP:101:secret@pbx.example', '101'],
  ['<tel:+1-555-010-0017;phone-context=example.com>', '+1-555-010-0017'],
  ['<sip:%2B15550100017@pbx.example>', '+15550100017'],
  ['<sip:5%ZZ@pbx.example>', '5%ZZ'],
  ['"sip:15550100099@a" <sip:15550100017@b>', '15550100017'],
  ['<sip:anonymous.invalid>', '<sip:anonymous.invalid>'],
  ['+1 555 010 0017', '+1 555 010 0017'],
  ['alice', 'alice'],
  ['"alice" <sip', '"alice" <sip'],
  ['', ''],
])('%s is read as %s', (text, expected) => {
  expect(numberOfHeader(text)).toBe(expected);
});

test('any text is read, and what was read stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), fc.stringMatching(/^\+?\d{1,15}$/), (text, number) => {
      expect(typeof numberOfHeader(text)).toBe('string');
      expect(numberOfHeader(`"${text.replaceAll(/[<>"]/g, '')}" <sip:${number}@host>`)).toBe(number);
      expect(numberOfHeader(number)).toBe(number);
    }),
  );
});
