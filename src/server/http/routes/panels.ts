import { z } from 'zod';
import { fieldsSchema } from '../../../core/index.ts';
import { BOARD_FIELDS, BOARDS_FIELDS } from '../../history/board-fields.ts';
import { STORE_DEADLINE_SECONDS } from '../app-context.ts';
import { route } from '../route.ts';
import { readWindow, windowParameters } from '../windows.ts';

/** The dashboards with values, for who has no Grafana. */
export const panelRoutes = [
  route({
    method: 'get',
    path: '/api/v1/panels',
    summary: 'The dashboards that there are, and of which of them there is anything to show.',
    role: 'read',
    query: z.object({}),
    answer: fieldsSchema(BOARDS_FIELDS),
    handle: async (_query, _request, { history }) => history.call('boards', {}, STORE_DEADLINE_SECONDS),
  }),
  route({
    method: 'get',
    path: '/api/v1/panels/:name',
    summary: 'The panels of a dashboard with their values over time, in at most 120 steps.',
    role: 'read',
    query: z.object({
      since: windowParameters.since.describe('Start, Unix seconds or ISO 8601.'),
      until: windowParameters.until.describe('End. Now when left out.'),
      hours: windowParameters.hours.describe('Length in hours, instead of `since`. 24 when neither is given.'),
    }),
    answer: fieldsSchema(BOARD_FIELDS),
    async handle(given, request, { history, now }) {
      const query = { ...readWindow(given, now()), name: request.req.param('name') ?? '' };
      return history.call('panels', query, STORE_DEADLINE_SECONDS);
    },
  }),
];
