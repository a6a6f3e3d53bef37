import { z } from 'zod';
import { fieldsSchema } from '../../../core/index.ts';
import { DASHBOARD_FIELDS } from '../../analytics/dashboard.ts';
import { DIMENSIONS, type Dimension } from '../../analytics/tally-view.ts';
import { MAX_TOP, SERIES_FIELDS, TOP_FIELDS } from '../../analytics/questions.ts';
import { flushMain, STORE_DEADLINE_SECONDS } from '../app-context.ts';
import { parameter } from '../parameters.ts';
import { route } from '../route.ts';
import { readWindow, windowParameters } from '../windows.ts';

// The dimensions are declared in one object; Object.keys loses their names.
const BY = Object.keys(DIMENSIONS) as readonly Dimension[];

/** What many calls have in common: a window at a glance, in steps, and by the values of one dimension. */
export const dashboardRoutes = [
  route({
    method: 'get',
    path: '/api/v1/dashboard',
    summary: 'A window of calls at a glance, beside the window before it.',
    role: 'read',
    query: z.object(windowParameters),
    answer: fieldsSchema(DASHBOARD_FIELDS),
    async handle(query, _request, context) {
      const window = readWindow(query, context.now());
      return context.query.call('dashboard', { query: window, afterLsn: await flushMain(context) }, STORE_DEADLINE_SECONDS);
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
    }),
    answer: fieldsSchema(SERIES_FIELDS),
    async handle({ step = 'hour', timeZone = 'UTC', ...window }, _request, context) {
      const now = context.now();
      const query = { ...readWindow(window, now), step, timeZone, now };
      return context.query.call('series', { query, afterLsn: await flushMain(context) }, STORE_DEADLINE_SECONDS);
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/top',
    summary: 'The values of a dimension with the most calls: causes, codes, trunks.',
    role: 'read',
    query: z.object({
      ...windowParameters,
      by: parameter.oneOf(BY).describe('The dimension.'),
      limit: parameter.whole(1, MAX_TOP).optional().describe('10 when left out.'),
    }),
    answer: fieldsSchema(TOP_FIELDS),
    async handle({ by, limit = 10, ...window }, _request, context) {
      const query = { ...readWindow(window, context.now()), by, limit };
      return context.query.call('top', { query, afterLsn: await flushMain(context) }, STORE_DEADLINE_SECONDS);
    },
  }),
];
