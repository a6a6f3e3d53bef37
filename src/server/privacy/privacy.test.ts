import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CALL_FIELDS, type CallRecord, type Field, Private, REGISTRATION_FIELDS, type RegistrationRecord } from '../../core/index.ts';
import { labelText } from '../../metrics/index.ts';
import { keyedHash } from './keyed-hash.ts';
import { privateNames } from './present-stored.ts';
import { createPrivacy } from './privacy.ts';

const key = new Uint8Array(32).fill(7);
const privacy = createPrivacy({ key, country: 'DE', output: 'masked' });
const NUMBER = '+4915112345678';

const call: CallRecord = {
  id: 'i1',
  callKey: 'k1',
  callId: 'c1',
  version: 1,
  state: 'ended',
  isProvisional: false,
  source: labelText('hep'),
  agent: labelText('1'),
  direction: 'inbound',
  trunk: labelText('none'),
  transport: 'udp',
  caller: new Private('0151 12345678', 'number'),
  callerName: new Private('Alice Example', 'name'),
  callerAddress: '192.0.2.1:5060',
  isEmergency: false,
  startedAt: 1000.5,
  outcome: 'busy',
  hasRung: false,
  isChallenged: false,
  isCompleted: false,
  attempts: 1,
  rounds: 1,
  messages: 4,
  retransmissions: 0,
  duplicates: 0,
  vantages: 1,
  reinvites: 0,
  legs: [],
  anomalies: ['no_contact'],
};

const registration: RegistrationRecord = {
  id: 'r1',
  callKey: 'k2',
  callId: 'c2',
  source: labelText('hep'),
  agent: labelText('1'),
  user: new Private('4711', 'number'),
  address: '192.0.2.1:5060',
  startedAt: 1000.5,
  outcome: 'registered',
  isChallenged: true,
};

test('a hash is the head of HMAC-SHA-256 of its domain and the text in base32', () => {
  const digest = createHmac('sha256', key).update('record\0a text').digest();
  const bits = [...digest].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const letters = Array.from({ length: 16 }, (_, index) =>
    'abcdefghijklmnopqrstuvwxyz234567'.charAt(Number.parseInt(bits.slice(index * 5, index * 5 + 5), 2)),
  );
  expect(privacy.hashId('a text')).toBe(letters.join(''));
  expect(privacy.hashId('a text')).toBe(letters.join(''));
});

test('a Call-ID that is a number does not have the hash of that number, nor of a record, a name or a user', () => {
  const hashes = [
    privacy.hashCallId(NUMBER),
    privacy.hashId(NUMBER),
    ...(['number', 'name', 'user', 'text'] as const).map((kind) => privacy.storePrivate(new Private(NUMBER, kind)).hash),
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
});

test('an extension, a number without country and a user are found as they were dialled, in any spelling', () => {
  const unplanned = createPrivacy({ key, output: 'masked' });
  const stored = (text: string) => unplanned.storePrivate(new Private(text, 'number')).hash;
  expect(unplanned.hashPerson('030 23125-001')).toBe(stored('03023125001'));
  expect(unplanned.hashPerson('Alice')).toBe(stored('alice'));
  expect(unplanned.hashPerson('101')).toBe(stored('101'));
  expect(unplanned.hashPerson('102')).not.toBe(stored('101'));
});

test('a Call-ID that is not shown is opened for who may see numbers, with the key that sealed it', () => {
  const stored = { ...privacy.storeCall(call), callId: 'k1', callIdSealed: privacy.sealCallId('out-4915112345678') };
  expect(privacy.present(stored)).toMatchObject({ callId: 'k1' });
  expect(JSON.stringify(privacy.present(stored))).not.toContain(stored.callIdSealed);
  expect(privacy.presentNumbers(stored)).toMatchObject({ callId: 'out-4915112345678' });
  const other = createPrivacy({ key: new Uint8Array(32).fill(8), output: 'masked' });
  expect(other.presentNumbers(stored)).toMatchObject({ callId: 'k1' });
});

test('another key gives other pseudonyms and another seed, the same key the same', () => {
  const other = createPrivacy({ key: new Uint8Array(32).fill(8), output: 'masked' });
  const again = createPrivacy({ key, output: 'off' });
  expect(other.hashId('x')).not.toBe(privacy.hashId('x'));
  expect(other.hashSeed).not.toBe(privacy.hashSeed);
  expect([again.hashId('x'), again.hashSeed]).toEqual([privacy.hashId('x'), privacy.hashSeed]);
  expect(Number.isInteger(privacy.hashSeed) && privacy.hashSeed >= 0 && privacy.hashSeed < 2 ** 32).toBe(true);
});

test('one person is one pseudonym and one mask however the number was dialled', () => {
  const forms = ['+4915112345678', '+49 151 12345678', '004915112345678', '015112345678', '0151-12345678'];
  const stored = forms.map((text) => privacy.storePrivate(new Private(text, 'number')));
  expect(new Set(stored.map((one) => one.hash))).toEqual(new Set([privacy.hashPerson(NUMBER)]));
  expect(new Set(stored.map((one) => one.mask))).toEqual(new Set(['+49***5678']));
});

test('any way to write a number has the same hash, and another number another one', () => {
  const national = fc.tuple(fc.constantFrom('151', '160', '30', '89'), fc.stringMatching(/^[1-9]\d{6}$/));
  const separated = (digits: string, at: number, mark: string): string => digits.slice(0, at) + mark + digits.slice(at);
  const writing = fc.tuple(fc.constantFrom('+49', '0049', '0', '+49 ', '0049-'), fc.nat(9), fc.constantFrom('', ' ', '-', '.', '/'));
  fc.assert(
    fc.property(national, national, writing, ([area, rest], [area2, rest2], [prefix, at, mark]) => {
      const text = prefix + separated(area + rest, at, mark);
      const hash = privacy.storePrivate(new Private(text, 'number')).hash;
      expect(hash).toBe(privacy.hashPerson(`+49${area}${rest}`));
      const other = privacy.storePrivate(new Private(`+49${area2}${rest2}`, 'number')).hash;
      expect(other === hash).toBe(area + rest === area2 + rest2);
    }),
  );
});

test('whoever speaks in a call is hashed once, however often its record is handed over', () => {
  const [first, again] = [privacy.storeCall(call), privacy.storeCall({ ...call, version: 2 })];
  expect(again).toMatchObject({ version: 2, caller: { hash: privacy.hashPerson(NUMBER), mask: '+49***5678' } });
  expect(again.caller).toBe(first.caller);
  expect(again.callerName).toBe(first.callerName);
});

test('numbers of six digits or fewer and names are masked whole, yet have their pseudonyms', () => {
  for (const [text, kind] of [
    ['4711', 'number'],
    ['110911', 'number'],
    ['Alice Example', 'name'],
    ['alice', 'number'],
  ] as const) {
    const stored = privacy.storePrivate(new Private(text, kind));
    expect(stored.mask, text).toBe('***');
    expect(stored.hash, text).toMatch(/^[a-z2-7]{16}$/);
  }
});

test('a mask shows at most the country and four digits', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\+?\d{1,15}$/), (text) => {
      const { mask } = privacy.storePrivate(new Private(text, 'number'));
      expect(mask).toMatch(/^(?:\+\d{1,3})?\*{3}\d{4}$|^\*{3}$/);
    }),
  );
});

test('a stored call has hash and mask in each private field and all else as it was', () => {
  const { caller, callerName, ...rest } = call;
  expect(privacy.storeCall(call)).toEqual({
    ...rest,
    caller: { hash: privacy.hashPerson(NUMBER), mask: '+49***5678' },
    callerName: { hash: keyedHash(key, 'name', 'Alice Example'), mask: '***' },
  });
  expect('callee' in privacy.storeCall(call)).toBe(false);
  expect(caller).toBeInstanceOf(Private);
  expect(callerName).toBeInstanceOf(Private);
});

test('a stored registration has its user as hash and mask', () => {
  const { user, ...rest } = registration;
  expect(user).toBeInstanceOf(Private);
  // 4711 is a possible number of the plan, and its pseudonym is that of the number.
  expect(privacy.storeRegistration(registration)).toEqual({ ...rest, user: { hash: privacy.hashPerson('+494711'), mask: '***' } });
});

test('an output shows the mask or the pseudonym or nothing, and never two of them', () => {
  const stored = privacy.storeCall(call);
  const { caller: _caller, callerName: _callerName, ...open } = stored;
  expect(privacy.present(stored)).toEqual({ ...open, caller: '+49***5678', callerName: '***' });
  expect(privacy.present(stored, 'masked')).toEqual({ ...open, caller: '+49***5678', callerName: '***' });
  expect(privacy.present(stored, 'pseudonym')).toEqual({
    ...open,
    caller: privacy.hashPerson(NUMBER),
    callerName: keyedHash(key, 'name', 'Alice Example'),
  });
  const off = privacy.present(stored, 'off');
  expect(off).toEqual(open);
  expect('caller' in off).toBe(false);
});

test('who is hidden whole is the same few letters of his pseudonym in calls and registrations, and a name beside a number is not', () => {
  const alice = privacy.hashPerson('alice');
  const short = `~${alice.slice(0, 6)}`;
  expect(short).toMatch(/^~[a-z2-7]{6}$/);
  const called = { ...call, callee: new Private('Alice', 'number') };
  expect(privacy.presentRecord(called)).toMatchObject({ caller: '+49***5678', callerName: '***', callee: short });
  expect(privacy.present(privacy.storeRegistration({ ...registration, user: new Private('alice', 'number') })).user).toBe(short);
  const others = ['101', '102', 'bob'].map((text) => privacy.presentRecord({ ...call, callee: new Private(text, 'number') }).callee);
  expect(new Set([short, ...others]).size).toBe(4);
});

test('the settings decide what is shown when the caller does not', () => {
  const pseudonyms = createPrivacy({ key, country: 'DE', output: 'pseudonym' });
  expect(pseudonyms.presentRecord(call).caller).toBe(privacy.hashPerson(NUMBER));
  expect(pseudonyms.presentRecord(call, 'masked').caller).toBe('+49***5678');
  expect(pseudonyms.present(pseudonyms.storeRegistration(registration)).user).toBe(privacy.hashPerson('+494711'));
});

test('what is stored and what is shown is plain JSON without the texts', () => {
  for (const value of [privacy.storeCall(call), privacy.presentRecord(call), privacy.presentRecord(call, 'pseudonym')]) {
    const json = JSON.stringify(value);
    expect(JSON.parse(json)).toEqual(value);
    expect(json).not.toMatch(/12345678|Alice/);
  }
});

test('no record hides a private field in a list or a shape, where storing would miss it', () => {
  const nested = (one: Field<unknown, boolean>): readonly Field<unknown, boolean>[] => [
    ...(one.element === undefined ? [] : [one.element, ...nested(one.element)]),
    ...Object.values(one.fields ?? {}).flatMap((inner) => [inner, ...nested(inner)]),
  ];
  const all = [...Object.values(CALL_FIELDS), ...Object.values(REGISTRATION_FIELDS)].flatMap(nested);
  expect(all.length).toBeGreaterThan(10);
  expect(all.filter((one) => one.kind === 'private')).toEqual([]);
});

test('a name that is private in one record is in no other record something else', () => {
  const privateAnywhere = new Set([...privateNames(CALL_FIELDS), ...privateNames(REGISTRATION_FIELDS)]);
  expect(privateAnywhere.size).toBeGreaterThan(3);
  for (const fields of [CALL_FIELDS, REGISTRATION_FIELDS]) {
    for (const [name, one] of Object.entries(fields)) expect(one.kind === 'private', name).toBe(privateAnywhere.has(name));
  }
});
