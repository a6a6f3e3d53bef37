import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EVENTS } from './events/index.ts';
import { readEvent } from './read-event.ts';

const DEFAULTS = { now: 1_700_000_000, source: 'api' };
const FAULTS = ['no_object', 'unknown_type', 'missing_field', 'unknown_field', 'bad_value'];
const TYPES = EVENTS.map(({ type }) => type);
const NAMES = [...new Set(EVENTS.flatMap(({ fields }) => Object.keys(fields))), '__proto__', 'constructor', 'toString', 'hasOwnProperty'];

test('any JSON is an event or a fault, never an error', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (json) => {
      const read = readEvent(json, DEFAULTS);
      expect('malformed' in read ? FAULTS : TYPES).toContain('malformed' in read ? read.malformed : read.type);
    }),
  );
});

test('any JSON in any field of any event is an event or a fault', () => {
  const named = fc.dictionary(fc.constantFrom(...NAMES), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 });
  fc.assert(
    fc.property(fc.constantFrom(...TYPES), named, (type, fields) => {
      const read = readEvent({ ...fields, type }, DEFAULTS);
      expect('malformed' in read ? FAULTS : [type]).toContain('malformed' in read ? read.malformed : read.type);
    }),
  );
});

test.each(['__proto__', 'constructor', 'prototype'])('%s in an event changes no other object', (name) => {
  const texts = TYPES.flatMap((type) => [
    `{"type":"${type}","${name}":{"polluted":true}}`,
    `{"type":"${type}","source":{"${name}":{"polluted":true}}}`,
    `{"${name}":{"type":"${type}","polluted":true}}`,
  ]);
  for (const text of texts) expect(readEvent(JSON.parse(text), DEFAULTS)).toHaveProperty('malformed');
  expect({}).not.toHaveProperty('polluted');
  expect(() => 0).not.toHaveProperty('polluted');
});

test('depth and length are refused without being walked', () => {
  const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
  const long = 'x'.repeat(50_000_000);
  for (const { type, fields } of EVENTS) {
    for (const name of Object.keys(fields)) {
      for (const value of [deep, { a: deep }, long]) expect(readEvent({ type, [name]: value }, DEFAULTS)).toHaveProperty('malformed');
    }
    expect(readEvent({ type, [long]: 1 }, DEFAULTS)).toMatchObject({ malformed: 'unknown_field', path: 'x'.repeat(40) });
  }
  expect(readEvent({ type: long }, DEFAULTS)).toMatchObject({ malformed: 'unknown_type' });
});
