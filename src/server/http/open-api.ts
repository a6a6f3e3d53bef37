import { z } from 'zod';
import { EVENT_BASE, EVENTS, type EventDef, type Fields, toldSchema, type JsonSchema } from '../../core/index.ts';
import type { Route } from './route.ts';

const PROBLEM: JsonSchema = {
  description: 'A problem (RFC 9457) with a stable code and a hint.',
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        properties: Object.fromEntries(['type', 'title', 'detail', 'code', 'hint'].map((name) => [name, { type: 'string' }])),
        required: ['type', 'title', 'status', 'detail', 'code', 'hint'],
      },
    },
  },
};

/** The events that programs may post. */
const TOLD: readonly EventDef[] = EVENTS.filter((one: EventDef) => one.isOwn !== true);

/** The OpenAPI 3.1 document of these routes. */
export function openApi(routes: readonly Route[], version: string): { readonly paths: object; readonly [part: string]: unknown } {
  const paths: Record<string, Record<string, object>> = {};
  for (const one of routes) {
    const path = one.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [one.method]: operation(one) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'ringscope', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' }, basic: { type: 'http', scheme: 'basic' } },
      schemas: Object.fromEntries(TOLD.map((event) => [event.type, eventSchema(event)])),
    },
    security: [{}, { bearer: [] }, { basic: [] }],
  };
}

function operation(one: Route): object {
  const inPath = [...one.path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  return {
    summary: one.summary,
    description: one.role === 'any' ? 'Needs no role.' : `Needs the role ${one.role} when credentials are configured.`,
    parameters: [...inPath, ...queryParameters(one)],
    ...(one.body === undefined ? {} : { requestBody: { required: true, content: Object.fromEntries(one.body.map(bodyContent)) } }),
    responses: {
      ...(one.answer === undefined
        ? { 204: { description: one.summary } }
        : { 200: { description: one.summary, content: { [one.answerType ?? 'application/json']: { schema: one.answer } } } }),
      default: PROBLEM,
    },
  };
}

function queryParameters({ query }: Route): readonly object[] {
  // What the server reads, not what it makes of it.
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input' });
  return Object.entries(properties).map(([name, schema]) => {
    const { description, ...rest } = typeof schema === 'object' ? schema : {};
    return { name, in: 'query', required: required.includes(name), ...(description === undefined ? {} : { description }), schema: rest };
  });
}

function bodyContent(mediaType: string): [string, object] {
  const event = { oneOf: TOLD.map(({ type }) => ({ $ref: `#/components/schemas/${type}` })), discriminator: { propertyName: 'type' } };
  return [mediaType, { schema: mediaType === 'application/json' ? { oneOf: [event, { type: 'array', items: event }] } : event }];
}

/** An event as it may be posted: its time and its source may be left out. */
function eventSchema({ type, help, fields }: EventDef): object {
  const all: Fields = { ...EVENT_BASE, ...fields };
  const needed = Object.keys(all).filter(
    (name) => !all[name]?.isOptional && all[name]?.initial === undefined && name !== 'at' && name !== 'source',
  );
  const { properties, ...rest } = toldSchema(all);
  const named = typeof properties === 'object' ? { ...properties } : {};
  return { description: help, ...rest, properties: { type: { const: type }, ...named }, required: ['type', ...needed] };
}
