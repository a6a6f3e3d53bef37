import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { option, type JsonSchema } from '../../core/index.ts';
import { settingsJsonSchema } from './settings-json-schema.ts';

/** Where a value is not as its schema says, for the words that the schema of settings uses. */
function violations(value: unknown, schema: JsonSchema, at = ''): readonly string[] {
  const {
    type,
    properties,
    items,
    additionalProperties,
    minimum,
    maximum,
    minLength,
    enum: values,
  } = schema as {
    readonly type?: string | readonly string[];
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly items?: JsonSchema;
    readonly additionalProperties?: false | JsonSchema;
    readonly minimum?: number;
    readonly maximum?: number;
    readonly minLength?: number;
    readonly enum?: readonly unknown[];
  };
  const found: string[] = [];
  if (type !== undefined && ![type].flat().some((one) => isOfType(value, one))) found.push(`${at}: type`);
  if (values !== undefined && !values.includes(value)) found.push(`${at}: enum`);
  if (typeof value === 'number' && (value < (minimum ?? -Infinity) || value > (maximum ?? Infinity))) found.push(`${at}: range`);
  if (typeof value === 'string' && value.length < (minLength ?? 0)) found.push(`${at}: length`);
  if (Array.isArray(value)) found.push(...value.flatMap((one, index) => violations(one, items ?? {}, `${at}[${index}]`)));
  else if (typeof value === 'object' && value !== null)
    for (const [name, one] of Object.entries(value)) {
      const inner = properties?.[name] ?? additionalProperties;
      if (inner === false || inner === undefined) found.push(`${at}.${name}: name`);
      else found.push(...violations(one, inner, `${at}.${name}`));
    }
  return found;
}

function isOfType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}

test('the examples of the reference page fit the schema', () => {
  const page = readFileSync(new URL('../../../docs/settings.md', import.meta.url), 'utf8');
  const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map((match) => match[1] ?? '');
  expect(examples.length).toBeGreaterThan(1);
  for (const example of examples) expect(violations(parse(example), settingsJsonSchema())).toEqual([]);
});

test('the schema refuses unknown names, other types, ranges and words, and takes an empty group', () => {
  const text =
    'htpp: {}\nhttp: { port: 70000, host: true, prot: 1 }\nlog: { level: loud }\nhep: { allow: 10.0.0.0/8, receive_buffer_bytes: 1.5 }\ndebug:\ntrunks: { a: [1] }\n';
  expect(violations(parse(text), settingsJsonSchema())).toEqual([
    '.htpp: name',
    '.http.port: range',
    '.http.host: type',
    '.http.prot: name',
    '.log.level: enum',
    '.hep.allow: type',
    '.hep.receive_buffer_bytes: type',
    '.trunks.a[0]: type',
  ]);
});

test('a setting has its help, what is expected beyond its kind, and its default', () => {
  const schema = settingsJsonSchema({
    calls: { maxCalls: option.number('Most.', 5) },
    list: option.records('All.', { port: option.port('Port.', 1) }),
  });
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    properties: {
      calls: { properties: { max_calls: { description: 'Most. Expected: a whole number, 1 or more.', default: 5 } } },
      list: { items: { additionalProperties: false, properties: { port: { maximum: 65_535, default: 1 } } } },
    },
  });
});
