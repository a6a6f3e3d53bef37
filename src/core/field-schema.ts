import type { Field, Fields, JsonSchema } from './field.ts';

/** The longest text, identifier and label that a validated input may carry. */
export const MAX_TEXT = 1024;
export const MAX_ID = 256;
export const MAX_LABEL = 128;
/** How far a time may lie ahead of the arrival of what tells it, in seconds. */
export const MAX_AHEAD_SECONDS = 3600;
/** The longest duration, and the furthest that a time may lie back: ten years, in seconds. */
export const MAX_SECONDS = 315_576_000;
/** The largest size and the largest number of things: a sum takes in one and loses no unit. */
export const MAX_BYTES = 2 ** 50;
export const MAX_COUNT = 1e12;

/** JSON Schema (draft 2020-12) of an object with these fields, as it is answered; unknown properties are refused. */
export function fieldsSchema(fields: Fields): JsonSchema {
  return shapeSchema(fields, (description) => ({ type: 'number', minimum: 0, ...description }));
}

/** The same of an object as it may be told: a time may be a text. */
export function toldSchema(fields: Fields): JsonSchema {
  return shapeSchema(fields, (description) => ({
    anyOf: [
      { type: 'number', minimum: 0 },
      { type: 'string', format: 'date-time' },
    ],
    ...description,
  }));
}

/** What a time is, beside its description. */
type AtSchema = (description: JsonSchema) => JsonSchema;

function shapeSchema(fields: Fields, at: AtSchema): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const [name, one] of Object.entries(fields)) {
    properties[name] = fieldSchema(one, at);
    if (!one.isOptional && one.initial === undefined) required.push(name);
  }
  return { type: 'object', properties, required, additionalProperties: false };
}

function fieldSchema(one: Field<unknown, boolean>, at: AtSchema): JsonSchema {
  const description = {
    ...(one.help === '' ? {} : { description: one.help }),
    ...(one.initial === undefined ? {} : { default: one.initial }),
  };
  switch (one.kind) {
    case 'id':
      return { type: 'string', minLength: 1, maxLength: MAX_ID, ...description };
    case 'label':
      return { type: 'string', minLength: 1, maxLength: MAX_LABEL, ...description };
    case 'text':
    case 'private':
      return { type: 'string', maxLength: MAX_TEXT, ...description };
    case 'oneOf':
      return { type: 'string', enum: one.values ?? [], ...description };
    case 'at':
      return at(description);
    case 'seconds':
      return { type: 'number', minimum: 0, maximum: MAX_SECONDS, ...description };
    case 'bytes':
      return { type: 'integer', minimum: 0, maximum: MAX_BYTES, ...description };
    case 'count':
      return { type: 'integer', minimum: 0, maximum: MAX_COUNT, ...description };
    case 'ratio':
      return { type: 'number', minimum: 0, maximum: 1, ...description };
    case 'number':
      return { type: 'number', minimum: one.least, maximum: one.most, ...description };
    case 'flag':
      return { type: 'boolean', ...description };
    case 'list':
      return {
        type: 'array',
        items: one.element === undefined ? {} : fieldSchema(one.element, at),
        ...bound('maxItems', one),
        ...description,
      };
    case 'map':
      return {
        type: 'object',
        additionalProperties: one.element === undefined ? true : fieldSchema(one.element, at),
        ...bound('maxProperties', one),
        ...description,
      };
    case 'shape':
      return { ...shapeSchema(one.fields ?? {}, at), ...description };
  }
}

function bound(keyword: 'maxItems' | 'maxProperties', { most }: Field<unknown, boolean>): JsonSchema {
  return most === undefined || !Number.isFinite(most) ? {} : { [keyword]: most };
}
