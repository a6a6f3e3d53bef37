import { z } from 'zod';
import { field, fieldsSchema, present } from '../../../core/index.ts';
import { traceOf, type Span, type SpanAttributes } from '../../../traces/index.ts';
import { callStages } from '../call-stages.ts';
import { route } from '../route.ts';
import { traceNames } from '../trace-names.ts';
import { findCalls } from './calls.ts';

const attributes = field.map(field.text(), Infinity).describe('What it says, each value as text, by names that docs/traces.md explains.');
const SPAN_FIELDS = {
  traceId: field.text().describe('32 hex digits.'),
  spanId: field.text().describe('16 hex digits.'),
  parentSpanId: field.text().optional().describe('Absent: there is none.'),
  isParentRemote: field
    .flag()
    .optional()
    .describe('The parent is a span of somebody else, which a `traceparent` named. Absent: it is not.'),
  name: field.text(),
  kind: field.oneOf(['internal', 'server', 'client']),
  startTime: field.at(),
  endTime: field.at(),
  attributes,
  status: field
    .shape({ code: field.oneOf(['ok', 'error']), message: field.text().optional() })
    .optional()
    .describe('Absent: unset, as of all that did not fail.'),
  events: field.list(field.shape({ name: field.text(), time: field.at() }), Infinity).optional(),
  links: field.list(field.shape({ traceId: field.text(), spanId: field.text(), isRemote: field.flag().optional() }), Infinity).optional(),
};

/** The trace of a call. */
export const traceRoutes = [
  route({
    method: 'get',
    path: '/api/v1/calls/:id/trace',
    summary: 'The spans of a call as they are exported, made of what is stored. Of several calls of one Call-ID those of the newest.',
    role: 'read',
    query: z.object({}),
    answer: fieldsSchema({
      traceId: field.text(),
      traceUrl: field.text().optional().describe('Where it is shown. Absent unless `traces.url` is set.'),
      spans: field.list(field.shape(SPAN_FIELDS), Infinity).describe('The root first, a parent before its children.'),
    }),
    async handle(_query, request, context) {
      const { newest } = await findCalls(request, context);
      const stages = await callStages(newest.call, context);
      const spans = traceOf(newest.call, newest.timeline, { hash: context.hashTrace, stages });
      return { ...traceNames(newest.call, context), spans: spans.map(shownSpan) };
    },
  }),
];

function shownSpan({ attributes: said, events, ...span }: Span): object {
  return { ...span, attributes: asTexts(said), ...present({ events: events?.map(({ name, time }) => ({ name, time })) }) };
}

function asTexts(said: SpanAttributes): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(said).map(([name, value]) => [name, String(value)]));
}
