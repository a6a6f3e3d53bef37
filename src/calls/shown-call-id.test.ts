import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Private } from '../core/index.ts';
import { areAmong, callIdSecrets } from './shown-call-id.ts';

const people = [
  new Private('+49 30 23125 001', 'number'),
  new Private('alice', 'number'),
  new Private('Bob Builder', 'name'),
  new Private('101', 'number'),
];

function isShown(callId: string): boolean {
  const { named, isDoubtful } = callIdSecrets(callId, people);
  return named.length === 0 && !isDoubtful;
}

test.each([
  ['letters and few digits', 'call-42@pbx.example'],
  ['a UUID', '6ba7b810-9dad-41d1-80b4-00c04fd430c8'],
  ['a UUID with letters and a host', 'f81d4fae-7dec-41d0-a765-00a0c91e6bf6@192.0.2.14'],
  ['32 hex digits of which seven in a row are decimal, with host and port', '0a1b2345678c9d0e1f2a3b4c5d6e7f80@198.51.100.7:5060'],
  ['a SID of Twilio with ten digits in a row', 'CA4915550100123f0e9d8c7b6a59483726'],
  ['a SID of Twilio with a host', 'CA4915550100123f0e9d8c7b6a59483726@sip.twilio.example'],
  ['hex digits in groups', 'A6B1C2D3-7DEC11D0-A765F0E1-22C91E6B@192.0.2.1'],
  ['a random word', 'Zk3xQpLmA9sT7uVw'],
  ['digits of the host alone', 'a1@192.0.2.101'],
  ['nothing', ''],
])('%s may be seen', (_, callId) => {
  expect(isShown(callId), callId).toBe(true);
});

test.each([
  ['a number of somebody else', 'fwd-4915550100123'],
  ['a local number', 'x2312501x'],
  ['a number with dashes', '49-30-23-12-59-99@pbx.example'],
  ['a number in percent signs', '%34%39%33%30%32%33%31%32%35%39%39%39'],
  ['escapes in escapes that do not end', '%25252525252534'],
  ['a number in another script', '٤٩٣٠٢٣١٢٥٩٩٩'],
  ['a number in percent signs and another script', '%D9%A4%D9%A9%D9%A3'],
  ['a number behind a plus', '+49302'],
  ['a number in base64', 'KzQ5MzAyMzEyNTk5OQ=='],
  ['a number with zeros before it in the form of a SID', `CA${'0'.repeat(19)}4915550100123`],
  ['ten digits behind what is longer than a SID', 'CA4915550100123f0e9d8c7b6a594837260'],
  ['ten digits among hex digits', 'deadbeef4930231259cafe00deadbeef'],
  ['a local number beside a hex word', 'deadbeefcafe-2312599'],
  ['Unix seconds, which a number may look like', '1700000000.42'],
  ['a percent escape of a letter', 'a%62c@pbx.example'],
  ['a MAC address', 'phone-00:1a:2B:3c:4d:5e'],
  ['an extension that stands alone', 'desk-101-a@pbx.example'],
  ['more than any Call-ID', 'a'.repeat(300)],
])('%s may not be seen', (_, callId) => {
  expect(isShown(callId), callId).toBe(false);
});

const digits = '4930231250';
const tail = fc.integer({ min: 100, max: 999 }).map((last) => `${digits}${last}`);
const form = fc.constantFrom<(number: string) => string>(
  (number) => `+${number}`,
  (number) => `0${number.slice(2)}`,
  (number) => `00${number}`,
  (number) => number.split('').join('-'),
  (number) => number.replace(/(..)/g, '$1.'),
  (number) => [...number].map((digit) => `%3${digit}`).join(''),
  (number) => [...number].map((digit) => `%253${digit}`).join(''),
  (number) => btoa(`sip:${number}@pbx.example`),
  (number) => btoa(number).replaceAll('=', ''),
  (number) => [...number].map((digit) => `3${digit}`).join(''),
  (number) => `a${[...number].map((digit) => `3${digit}`).join('')}f`,
);
const userForm = fc.constantFrom<(user: string) => string>(
  (user) => user,
  (user) => user.toUpperCase(),
  (user) => `%${user.charCodeAt(0).toString(16)}${user.slice(1)}`,
  (user) => btoa(`sip:${user}@pbx.example`),
  (user) => btoa(user),
  (user) => [...user].map((letter) => letter.charCodeAt(0).toString(16)).join(''),
  (user) => [...user].join('.'),
);
const around = fc.tuple(fc.constantFrom('', 'x', 'call.', 'A-', '7_'), fc.constantFrom('', '@pbx.example', '@192.0.2.1', '-b'));

test('a number that any header names hides a Call-ID that holds it in any form, whichever of its forms the header has', () => {
  fc.assert(
    fc.property(tail, form, form, around, (number, written, named, [before, after]) => {
      const secret = new Private(named(number).startsWith('%') ? named(number) : number, 'number');
      const { named: found, isDoubtful } = callIdSecrets(before + written(number) + after, [secret]);
      expect(found.length > 0 || isDoubtful).toBe(true);
    }),
  );
});

test('a user or a word of a display name hides a Call-ID that holds it in any form', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('alice', 'bobby', 'service-desk'),
      userForm,
      around.filter(([before]) => !/[A-Z]/i.test(before) || before.endsWith('.') || before.endsWith('-')),
      (user, written, [before, after]) => {
        for (const secret of [
          new Private(user, 'number'),
          new Private(user.toUpperCase(), 'number'),
          new Private(`${user} Example`, 'name'),
        ]) {
          const { named, isDoubtful } = callIdSecrets(before + written(user) + after, [secret]);
          expect(named.length > 0 || isDoubtful).toBe(true);
        }
      },
    ),
  );
});

test('whom a Call-ID names is among the people of a record in any writing, and nobody else is', () => {
  const [number, alice, bob] = people;
  if (number === undefined || alice === undefined || bob === undefined) throw new Error('There are people.');
  expect(areAmong([number, alice], [undefined, new Private('alice', 'user'), new Private('030/23125-001', 'number')])).toBe(true);
  expect(areAmong([new Private('bob', 'user')], [bob])).toBe(true);
  expect(areAmong([bob], [new Private('bob', 'user')])).toBe(false);
  expect(areAmong([number, bob], [number, alice])).toBe(false);
  expect(areAmong([number], [undefined])).toBe(false);
  expect(areAmong([], [undefined])).toBe(true);
});

test('most random Call-IDs may be seen', () => {
  const digits = fc.array(fc.constantFrom(...'0123456789abcdef'), { minLength: 32, maxLength: 32 }).map((all) => all.join(''));
  const uuid = digits.map((all) => [all.slice(0, 8), all.slice(8, 12), all.slice(12, 16), all.slice(16, 20), all.slice(20)].join('-'));
  const ids = fc.sample(
    fc.oneof(
      digits.map((all) => `${all}@192.0.2.9:5060`),
      uuid,
    ),
    { numRuns: 1000, seed: 7 },
  );
  expect(ids.filter(isShown).length).toBeGreaterThan(900);
});

test('no text makes the decision slow or throw', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: fc.constantFrom('%', '2', '5', 'a', '-', '.'), maxLength: 256 })),
      (callId) => {
        expect(typeof callIdSecrets(callId, people).isDoubtful).toBe('boolean');
      },
    ),
  );
});

test('a number in a UUID, or between whose digits anything stands, is taken for one', () => {
  const isDoubtful = (callId: string): boolean => callIdSecrets(callId, []).isDoubtful;
  for (const callId of [
    '00000000-0000-4000-8000-491511234567',
    '12345678-1234-4234-8234-491511234567@pbx',
    '49151123-4567-8000-8000-000000000000',
    '49_151_123_456_78@h',
    '{0151}{1234}{5678}',
    '[0151][1234][5678]@h',
    '<0151><1234><5678>',
    ...[...":,;*~=#|!&'"].map((separator) => `0151${separator}1234${separator}5678@h`),
  ])
    expect(isDoubtful(callId), callId).toBe(true);
  expect(isDoubtful('f81d4fae-7dec-11d0-a765-00a0c91e6bf6@192.0.2.10:5060')).toBe(false);
});
