import { z } from 'zod';
import { fieldsSchema } from '../../../core/index.ts';
import { DASHBOARD_FIELDS } from '../../analytics/dashboard.ts';
import { MAX_TOP, SERIES_FIELDS, TOP_FIELDS } from '../../analytics/questions.ts';
import { TOP_BY } from '../../analytics/top-by.ts';
import { flushMain, STORE_DEADLINE_SECONDS } from '../app-context.ts';
import { readConditions, someParameters } from '../call-query.ts';
import { parameter } from '../parameters.ts';
import { route } from '../route.ts';
import { readWindow, windowParameters } from '../windows.ts';

/** What many calls have in common: a window at a glance, in steps, and by the values of one dimension. */
export const dashboardRoutes = [
  route({
    method: 'get',
    path: '/api/v1/dashboard',
    summary: 'A window of calls at a glance, beside the window before it.',
    role: 'read',
    query: z.object({ ...windowParameters, ...someParameters }),
    answer: fieldsSchema(DASHBOARD_FIELDS),
    async handle({ since, until, hours, ...given }, request, context) {
      const window = readWindow({ since, until, hours }, context.now());
      const query = { ...window, conditions: await readConditions(given, request, context) };
      return context.query.call('dashboard', { query, afterLsn: await flushMain(context) }, STORE_DEADLINE_SECONDS);
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/series',
    summary: 'Calls by minute, hour or day of any time zone, also the steps without calls.',
    role: 'read',
    query: z.object({
      ...windowParameters,
      step: parameter.oneOf(['minute', 'hour', 'day']).optional().describe('hour when left out.'),
      timeZone: parameter.zone().optional().describe('IANA name, e.g. Europe/Berlin. UTC when left out.'),
      ...someParameters,
    }),
    answer: fieldsSchema(SERIES_FIELDS),
    async handle({ step = 'hour', timeZone = 'UTC', since, until, hours, ...given }, request, context) {
      const now = context.now();
      const window = readWindow({ since, until, hours }, now);
      const query = { ...window, step, timeZone, now, conditions: await readConditions(given, request, context) };
      return context.query.call('series', { query, afterLsn: await flushMain(context) }, STORE_DEADLINE_SECONDS);
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/top',
    summary: 'The values of a dimension with the most calls, or hops: causes, codes, trunks.',
    role: 'read',
    query: z.object({
      ...windowParameters,
      by: parameter
        .oneOf(TOP_BY)
        .describe(
          'The dimension. By hop, hopTrunk, hopCode and hopCause the hops of the calls count, each once and by its own outcome, less the own proxies, which pass calls on; conditions on hops choose among them.',
        ),
      limit: parameter.whole(1, MAX_TOP).optional().describe('10 when left out.'),
      ...someParameters,
    }),
    answer: fieldsSchema(TOP_FIELDS),
    async handle({ by, limit = 10, since, until, hours, ...given }, request, context) {
      const window = readWindow({ since, until, hours }, context.now());
      const query = { ...window, by, limit, conditions: await readConditions(given, request, context) };
      return context.query.call('top', { query, afterLsn: await flushMain(context) }, STORE_DEADLINE_SECONDS);
    },
  }),
];
