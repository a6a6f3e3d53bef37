import { z } from 'zod';
import { fieldsSchema } from '../../../core/index.ts';
import type { Matcher } from '../../../expressions/index.ts';
import { MOST_POINTS, NAMES_FIELDS, stepOf, VALUES_FIELDS } from '../../history/values.ts';
import { refuse, STORE_DEADLINE_SECONDS } from '../app-context.ts';
import { parameter } from '../parameters.ts';
import { route } from '../route.ts';
import { readWindow, windowParameters } from '../windows.ts';

const DAY = 86_400;

/** Values of metrics over time. */
export const historyRoutes = [
  route({
    method: 'get',
    path: '/api/v1/history',
    summary: 'The names of series whose values are kept over time.',
    role: 'read',
    query: z.object({}),
    answer: fieldsSchema(NAMES_FIELDS),
    handle: async (_query, _request, { history }) => history.call('names', {}, STORE_DEADLINE_SECONDS),
  }),
  route({
    method: 'get',
    path: '/api/v1/history/values',
    summary: 'Values of the series of a name over time: each 10 seconds of two hours, each 5 minutes of as long as counts are kept.',
    role: 'read',
    query: z.object({
      series: parameter.text().describe('A name of `GET /api/v1/history`.'),
      where: parameter.text().optional().describe('Labels that it has to have, e.g. `trunk=carrier-a,side=to`.'),
      step: parameter
        .whole(10, 30 * DAY)
        .optional()
        .describe('Seconds from value to value. Left out: so many that some hundred values come.'),
      since: windowParameters.since.describe('Start, Unix seconds or ISO 8601.'),
      until: windowParameters.until.describe('End. Now when left out.'),
      hours: windowParameters.hours.describe('Length in hours, instead of `since`. 24 when neither is given.'),
    }),
    answer: fieldsSchema(VALUES_FIELDS),
    async handle({ series, where, step, ...given }, _request, { history, now }) {
      const { since, until } = readWindow(given, now());
      const stepSeconds = step ?? stepOf(since, until);
      if ((until - since) / stepSeconds > MOST_POINTS)
        refuse(`A window has at most ${MOST_POINTS} steps: ask for a longer step, or for a shorter window.`);
      return history.call('values', { series, matchers: readMatchers(where), since, until, stepSeconds }, STORE_DEADLINE_SECONDS);
    },
  }),
];

/** The labels of `where`. */
function readMatchers(where: string | undefined): readonly Matcher[] {
  return (where?.split(',') ?? []).map((pair) => {
    const equals = pair.indexOf('=');
    if (equals <= 0) refuse('The parameter where is not of the form label=value,label=value.');
    return { label: pair.slice(0, equals), isIn: true, values: [pair.slice(equals + 1)] };
  });
}
