import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { EVENT_BASE } from './event.ts';
import { EVENTS } from './events/index.ts';
import type { Fields } from './field.ts';
import { toldSchema } from './field-schema.ts';
import { Private, reveal } from './private.ts';
import { readEvent } from './read-event.ts';
import { rounds } from '../../test/rounds.ts';

const DEFAULTS = { now: 1_700_000_000, source: 'api' };
const RAW = { mode: 'raw', hash: (text: string) => text, parseNumber: () => undefined } as const;

test('an event is read with its private texts closed and with the defaults of what it leaves out', () => {
  const event = readEvent({ type: 'sip.anomaly', agent: 'edge', anomaly: 'no_via' }, DEFAULTS);
  expect(event).toEqual({
    type: 'sip.anomaly',
    at: 1_700_000_000,
    receivedAt: 1_700_000_000,
    source: 'api',
    agent: 'edge',
    anomaly: 'no_via',
  });
  const call = readEvent({ type: 'call.report', callId: 'a', at: 12.5, source: 'pbx', caller: '+4930123456' }, DEFAULTS);
  if ('malformed' in call || call.type !== 'call.report' || call.caller === undefined) throw new Error('not read');
  expect(call.caller).toBeInstanceOf(Private);
  expect(reveal(call.caller, RAW)).toBe('+4930123456');
  expect([call.at, call.receivedAt, call.source]).toEqual([12.5, 1_700_000_000, 'pbx']);
});

test('a time may be told as ISO 8601 with its zone, in any field that holds one; without a zone nobody knows which is meant', () => {
  const at = (text: unknown) => readEvent({ type: 'call.report', callId: 'a', at: text }, DEFAULTS);
  expect(at('2026-11-22T10:32:05.123456Z')).toMatchObject({ at: 1_795_343_525.123456 });
  expect(at('2026-11-22T11:32:05,5+01:00')).toMatchObject({ at: 1_795_343_525.5 });
  for (const wrong of ['2026-11-22T10:32:05', '2026-11-22', 'today', '10:32', '1795343525', '', '1969-12-31T23:59:59Z'])
    expect(at(wrong), wrong).toMatchObject({ malformed: 'bad_value', path: 'at' });
});

test.each([
  ['no object', 'no_object', '', 3],
  ['a list', 'no_object', '', []],
  ['null', 'no_object', '', null],
  ['no type', 'unknown_type', 'type', {}],
  ['another type', 'unknown_type', 'type', { type: 'call.endet' }],
  ['a name of every object', 'unknown_type', 'type', { type: 'constructor' }],
  ['a missing field', 'missing_field', 'callId', { type: 'call.report' }],
  ['a field too many', 'unknown_field', 'number', { type: 'call.report', callId: 'a', number: '1' }],
  ['the prototype as a field', 'unknown_field', '__proto__', JSON.parse('{"type":"call.report","callId":"a","__proto__":{}}')],
  ['null for absent', 'bad_value', 'caller', { type: 'call.report', callId: 'a', caller: null }],
  ['a word outside of its domain', 'bad_value', 'state', { type: 'call.report', callId: 'a', state: 'gone' }],
  ['an endless time', 'bad_value', 'at', { type: 'call.report', callId: 'a', at: Infinity }],
  ['a text that is too long', 'bad_value', 'caller', { type: 'call.report', callId: 'a', caller: 'x'.repeat(1025) }],
])('%s is refused as %s at "%s", and its value is not repeated', (_, malformed, path, json) => {
  expect(readEvent(json, DEFAULTS)).toEqual({ malformed, path, message: expect.stringMatching(/^[^+]+\.$/) });
});

/** Values that fit some kinds of field and not others. */
const value = fc.oneof(
  fc.constantFrom(
    '',
    'answered',
    'a',
    'x'.repeat(129),
    'x'.repeat(257),
    'x'.repeat(1025),
    true,
    false,
    null,
    -1,
    0,
    0.5,
    1,
    2,
    2.5,
    1e20,
    [],
    {},
    [1],
    ['x'],
  ),
  fc.string(),
  fc.integer(),
);

test('what is read is what the published schema accepts', () => {
  const validators = EVENTS.map((one) => {
    const schema = toldSchema({ ...EVENT_BASE, ...one.fields });
    // What has a default may be left out.
    const required = (schema['required'] as readonly string[]).filter((name) => name !== 'at' && name !== 'source');
    return { one, validator: z.fromJSONSchema({ ...schema, required }) };
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...validators).chain(({ one, validator }) => {
        const fields: Fields = one.fields;
        const names = [...Object.keys(EVENT_BASE), ...Object.keys(fields)];
        const domains = Object.values(one.fields).flatMap((field) => field.values ?? []);
        const likely = domains.length === 0 ? value : fc.oneof(value, fc.constantFrom(...domains));
        const requiredKeys = names.filter((name) => fields[name]?.isOptional === false);
        const given = fc.record(Object.fromEntries([...names, 'extra'].map((name) => [name, likely])), {
          requiredKeys,
          noNullPrototype: true,
        });
        return given.map((fields) => ({ type: one.type, fields, validator }));
      }),
      ({ type, fields, validator }) => {
        const isRead = !('malformed' in readEvent({ ...fields, type }, DEFAULTS));
        expect(isRead, JSON.stringify(fields)).toBe(validator.safeParse(fields).success);
      },
    ),
    { numRuns: rounds(500, 3000) },
  );
});

test('a word that others are folded into is any text, and the refusal of anything else says so', () => {
  for (const status of [null, 5])
    expect(readEvent({ type: 'sms.delivery_report', status }, { now: 1, source: 'x' })).toMatchObject({
      malformed: 'bad_value',
      path: 'status',
      message: expect.stringMatching(/^Expected a text: delivered, .*, or another word, which is taken as one of them\.$/),
    });
  expect(readEvent({ type: 'sms.delivery_report', status: ' Delivered' }, { now: 1, source: 'x' })).toMatchObject({ status: 'delivered' });
});
