import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EVENTS } from './events/index.ts';
import { field, type Fields } from './field.ts';
import { fieldsSchema } from './field-schema.ts';
import { CALL_FIELDS } from './records.ts';

/** One field of each kind with its schema. */
const kinds: readonly (readonly [kind: string, field: Fields[string], schema: object])[] = [
  ['id', field.id(), { type: 'string', minLength: 1, maxLength: 256 }],
  ['label', field.label(), { type: 'string', minLength: 1, maxLength: 128 }],
  ['text', field.text(), { type: 'string', maxLength: 1024 }],
  ['private', field.private('number'), { type: 'string', maxLength: 1024 }],
  ['oneOf', field.oneOf(['a', 'b']), { type: 'string', enum: ['a', 'b'] }],
  ['at', field.at(), { type: 'number', minimum: 0 }],
  ['seconds', field.seconds(), { type: 'number', minimum: 0, maximum: 315_576_000 }],
  ['bytes', field.bytes(), { type: 'integer', minimum: 0, maximum: 2 ** 50 }],
  ['count', field.count(), { type: 'integer', minimum: 0, maximum: 1e12 }],
  ['ratio', field.ratio(), { type: 'number', minimum: 0, maximum: 1 }],
  ['number', field.number(), { type: 'number', minimum: -1e12, maximum: 1e12 }],
  ['number', field.number(1, 5), { type: 'number', minimum: 1, maximum: 5 }],
  ['number', field.hash(), { type: 'number', minimum: 0, maximum: 2 ** 53 - 1 }],
  ['flag', field.flag(), { type: 'boolean' }],
  ['list', field.list(field.flag(), 3), { type: 'array', items: { type: 'boolean' }, maxItems: 3 }],
  ['list', field.list(field.flag(), Infinity), { type: 'array', items: { type: 'boolean' } }],
  ['map', field.map(field.flag(), 3), { type: 'object', additionalProperties: { type: 'boolean' }, maxProperties: 3 }],
  [
    'shape',
    field.shape({ inner: field.flag(), other: field.flag().optional() }),
    {
      type: 'object',
      properties: { inner: { type: 'boolean' }, other: { type: 'boolean' } },
      required: ['inner'],
      additionalProperties: false,
    },
  ],
];

test.each(kinds)('a field of kind %s has its schema, and with a description also that', (kind, one, schema) => {
  expect(one.kind).toBe(kind);
  expect(fieldsSchema({ one })).toEqual({ type: 'object', properties: { one: schema }, required: ['one'], additionalProperties: false });
  expect(fieldsSchema({ one: one.describe('What it is.') })['properties']).toEqual({ one: { ...schema, description: 'What it is.' } });
});

/** The fields of an event or a record, those within lists, maps and shapes among them. */
function allFields(fields: Fields): readonly Fields[string][] {
  return Object.values(fields).flatMap((one) => [
    one,
    ...allFields(one.fields ?? {}),
    ...(one.element === undefined ? [] : allFields({ element: one.element })),
  ]);
}

test('every list and every map of an event says how much it holds at most', () => {
  const many = EVENTS.flatMap(({ fields }) => allFields(fields)).filter(({ kind }) => kind === 'list' || kind === 'map');
  expect(many.length).toBeGreaterThan(1);
  for (const { most } of many) expect(most).toBeLessThanOrEqual(1000);
});

test('optional fields are not required, whichever way round they are described', () => {
  const schema = fieldsSchema({ a: field.flag().optional().describe('A.'), b: field.flag().describe('B.').optional(), c: field.flag() });
  expect(schema['required']).toEqual(['c']);
  expect(schema['properties']).toEqual({
    a: { type: 'boolean', description: 'A.' },
    b: { type: 'boolean', description: 'B.' },
    c: { type: 'boolean' },
  });
});

test('making a field optional or describing it leaves the one it came from as it was', () => {
  const origin = field.seconds();
  expect([origin.optional().isOptional, origin.describe('x').help]).toEqual([true, 'x']);
  expect([origin.isOptional, origin.help]).toEqual([false, '']);
});

test('the schema names exactly the declared fields, whatever they are called', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]\w{0,9}$/)), (names) => {
      const fields = Object.fromEntries(names.map((name, index) => [name, index % 2 === 0 ? field.count() : field.count().optional()]));
      const schema = fieldsSchema(fields);
      expect(Object.keys(schema['properties'] ?? {}).toSorted()).toEqual(names.toSorted());
      expect(schema['required']).toEqual(names.filter((_name, index) => index % 2 === 0));
    }),
  );
});

test('every event and the call record has a schema that is plain JSON', () => {
  for (const fields of [...EVENTS.map((one) => one.fields), CALL_FIELDS]) {
    const schema = fieldsSchema(fields);
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  }
});

test('a field that an input may leave out has its default in the schema and is not required', () => {
  const schema = fieldsSchema({ a: field.flag().orElse(false), b: field.oneOf(['x', 'y']).describe('B.').orElse('x'), c: field.flag() });
  expect(schema['required']).toEqual(['c']);
  expect(schema['properties']).toMatchObject({ a: { default: false }, b: { description: 'B.', default: 'x' } });
});
