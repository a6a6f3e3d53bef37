import { z } from 'zod';
import { field, fieldsSchema, LATENCY_FIELDS, LATENCY_STAGE, present } from '../../../core/index.ts';
import { LATENCIES_FIELDS } from '../../analytics/questions.ts';
import { DEFAULT_LIMIT, MAX_LIMIT, pageFields, pageParameters } from '../call-query.ts';
import { flushMain, STORE_DEADLINE_SECONDS } from '../app-context.ts';
import { parameter } from '../parameters.ts';
import { route } from '../route.ts';
import { readWindow, windowParameters } from '../windows.ts';

/** What the stages of voice agents took. */
export const latencyRoutes = [
  route({
    method: 'get',
    path: '/api/v1/latencies',
    summary: 'What the stages of voice agents took, by stage.',
    role: 'read',
    query: z.object(windowParameters),
    answer: fieldsSchema(LATENCIES_FIELDS),
    async handle(query, _request, context) {
      const window = readWindow(query, context.now());
      return context.query.call('latencies', { query: window, afterLsn: await flushMain(context) }, STORE_DEADLINE_SECONDS);
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/latencies/events',
    summary: 'Single latencies, newest first.',
    role: 'read',
    query: z.object({
      callId: parameter.text().optional().describe('The id of a call record.'),
      stage: parameter.oneOf(LATENCY_STAGE).optional(),
      since: parameter.time().optional(),
      until: parameter.time().optional(),
      ...pageParameters,
    }),
    answer: fieldsSchema({ latencies: field.list(field.shape(LATENCY_FIELDS), MAX_LIMIT), ...pageFields }),
    async handle({ limit = DEFAULT_LIMIT, ...filter }, _request, context) {
      const query = { ...present(filter), limit };
      return context.query.call('latencyEvents', { query, afterLsn: await flushMain(context) }, STORE_DEADLINE_SECONDS);
    },
  }),
];
