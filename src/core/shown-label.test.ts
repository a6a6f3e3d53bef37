import fc from 'fast-check';
import { expect, test } from 'vitest';
import { looksLikeNumber, shownLabel, withoutNumbers } from './shown-label.ts';

test.each([
  'call 0151-234-5678 tel:555-123-4567',
  'tel:555-123-4567',
  '555-1234',
  'ip-172-31-145-167-5550100',
  'desk-555-123-45-67',
  '0151 234 56 78',
  '0151 - 234 - 5678',
  '(555) 123-4567',
  '(030)123 456 7',
  '49 (0) 151 234',
  '030\u{a0}123\u{2011}4567',
  'ext0151-234-5678',
  '٠١٥١ ٢٣٤ ٥٦٧٨',
  'on 2026-11-23 called 555-1234',
  '192.0.2.1 555-1234',
  '1b4e28ba-2fa1-11d2-883f-0016d3cca427 555-1234',
  '+49.151.234.5678',
  '0151 2345678',
])('%j looks like a number and is hidden', (text) => {
  expect(shownLabel(text)).toBe('hidden');
});

test.each([
  '192.168.100.200',
  '192.168.100.200:5060',
  '192.168.100.200 5060',
  '192.168.100.200-192.168.100.210',
  'ip-172-31-145-167',
  'ec2-54-123-45-67.compute.example',
  '2024-2025',
  '2001:db8:1234:5678::9',
  '[2001:db8::1]:5060',
  'proxy-7.example.org:15060',
  '2026-11-23',
  '23-11-2026',
  '23.11.2026',
  '11/23/2026',
  '2026-11-23 10:15:00',
  '2026-11-23T10:15:00.125-05:00',
  '2026-11-23-2026-11-30',
  '10:15:00',
  '1.2.3',
  'RustPBX/0.3.12 (2026-11-23)',
  'Yealink SIP-T46S 66.86.0.15',
  'Chrome 120.0.6099.129',
  'gpt-4o-2024-08-06',
  '1b4e28ba-2fa1-11d2-883f-0016d3cca427',
  'a001234b-1234-4123-8123-a12345a12345',
  'TLS_PSK_WITH_AES_128_CBC_SHA256',
  'answers 200 within 3000 ms of 500',
  'queue 12-34 56',
])('%j is shown as it is', (text) => {
  expect(shownLabel(text)).toBe(text);
});

test.each([
  ['customer +49 151 2345678 complains', 'customer *** complains'],
  ['(030) 23125-001 and 0151/2345678, since 2026-11-23 10:15', '*** and 0151/***, since 2026-11-23 10:15'],
  ['the carrier at 192.168.100.200:5060 works on it until 10:30', 'the carrier at 192.168.100.200:5060 works on it until 10:30'],
  ['+49.151.234.5678', '***'],
  ['IMEI 49-015420-323751-8', 'IMEI ***'],
  ['1b4e28ba-2fa1-11d2-883f-0016d3cca427 rings 555-1234', '1b4e28ba-2fa1-11d2-883f-0016d3cca427 rings ***'],
  ['\u0660\u0661\u0665\u0661 \u0662\u0663\u0664 \u0665\u0666\u0667\u0668', '***'],
  ['INC0012345', 'INC***'],
  ['queue 12-34 56', 'queue 12-34 56'],
  ['', ''],
])('of the sentence %j is left %j', (text, left) => {
  expect(withoutNumbers(text)).toBe(left);
});

test('what is left of any sentence looks like no number, and one without numbers is left as it is', () => {
  const tricky = fc.string({
    unit: fc.constantFrom('1', '8', '9', ' ', '-', '.', '(', ')', '/', '+', 'a', '\u0663', '2026-11-23', '10.0.0.1'),
    maxLength: 60,
  });
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), tricky), (text) => {
      expect(looksLikeNumber(withoutNumbers(text))).toBe(false);
      if (!looksLikeNumber(text)) expect(withoutNumbers(text)).toBe(text);
    }),
  );
});

test.each([
  ['a\u001b[2Jb', String.raw`a\u001b[2Jb`],
  ['a\r\nb\u0085', String.raw`a\u000d\u000ab\u0085`],
  ['\u202eb', String.raw`\u202eb`],
  ['\u0000123', 'hidden'],
  [`a${'\u001b'.repeat(100)}`, `a${String.raw`\u001b`.repeat(21)}${'\\'}`],
])('the label %j is kept as %j', (text, kept) => {
  expect([shownLabel(text), shownLabel(shownLabel(text))]).toEqual([kept, kept]);
});

const digits = (least: number, most: number) => fc.stringMatching(new RegExp(`^\\d{${least},${most}}$`));

test('seven digits and more are seen however blanks, hyphens and brackets divide them, and whatever words stand around', () => {
  const gap = fc.constantFrom(' ', '-', ' - ', ') ', ' (', '(', '');
  // Groups that no date has.
  const group = fc.stringMatching(/^[3-9]{1,3}$/);
  const word = fc.stringMatching(/^[a-z:.]{0,8}$/);
  fc.assert(
    fc.property(word, fc.array(fc.tuple(group, gap), { minLength: 7, maxLength: 12 }), word, (before, groups, after) => {
      expect(looksLikeNumber(before + groups.flat().join('') + after)).toBe(true);
    }),
  );
});

test('an address, a version, a date and a time are shown', () => {
  const octet = fc.nat(255);
  const two = (most: number) => fc.integer({ min: 1, max: most }).map((value) => String(value).padStart(2, '0'));
  const date = fc.tuple(fc.integer({ min: 1900, max: 2099 }), two(12), two(31)).map((parts) => parts.join('-'));
  const shown = fc.oneof(
    fc.tuple(octet, octet, octet, octet, fc.nat(65_535)).map(([a, b, c, d, port]) => `${a}.${b}.${c}.${d}:${port}`),
    fc.array(digits(1, 4), { minLength: 2, maxLength: 5 }).map((parts) => parts.join('.')),
    fc.tuple(date, two(23), two(59), two(59)).map(([day, ...time]) => `${day} ${time.join(':')}`),
    date.map((day) => day.split('-').toReversed().join('-')),
  );
  fc.assert(
    fc.property(shown, (text) => {
      expect(looksLikeNumber(text)).toBe(false);
    }),
  );
});

test('a text of any kind and length is judged', () => {
  const tricky = fc.string({ unit: fc.constantFrom('1', ' ', '-', '.', '(', 'a', '٣'), maxLength: 400 });
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), tricky), (text) => void looksLikeNumber(text)));
  expect(looksLikeNumber('1 ( '.repeat(2000))).toBe(true);
  expect(looksLikeNumber(`${'1.1.1.'.repeat(2000)}1-`)).toBe(false);
});
