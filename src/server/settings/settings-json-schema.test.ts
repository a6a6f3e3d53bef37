import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { option, type JsonSchema } from '../../core/index.ts';
import { settingsJsonSchema } from './settings-json-schema.ts';

/** The words that the schema of settings uses. */
interface Words {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly additionalProperties?: false | JsonSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly unknown[];
}

/** Where a value is not as its schema says. */
function violations(value: unknown, schema: JsonSchema, at = ''): readonly string[] {
  const words: Words = schema;
  return [...ownViolations(value, words).map((one) => `${at}: ${one}`), ...innerViolations(value, words, at)];
}

function ownViolations(value: unknown, { type, enum: values, minimum = -Infinity, maximum = Infinity }: Words): readonly string[] {
  const found: string[] = [];
  if (type !== undefined && ![type].flat().some((one) => isOfType(value, one))) found.push('type');
  if (values !== undefined && !values.includes(value)) found.push('enum');
  if (typeof value === 'number' && (value < minimum || value > maximum)) found.push('range');
  return found;
}

function innerViolations(value: unknown, { properties = {}, items = {}, additionalProperties }: Words, at: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => violations(one, items, `${at}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => {
    const inner = properties[name] ?? additionalProperties ?? false;
    return inner === false ? [`${at}.${name}: name`] : violations(one, inner, `${at}.${name}`);
  });
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
    'htpp: {}\nhttp: { port: 70000, host: true, prot: 1 }\nlog: { level: loud }\nhep: { allow: 10.0.0.0/8, receive_buffer_bytes: 1.5 }\nsources:\ntrunks: { a: [1] }\n';
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
