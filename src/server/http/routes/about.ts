import { z } from 'zod';
import { field, fieldsSchema } from '../../../core/index.ts';
import { KEEP_NUMBERS } from '../../settings/server-settings.ts';
import { SHOWN_SETTINGS_FIELDS } from '../../settings/shown-settings.ts';
import { MAIN_DEADLINE_SECONDS } from '../app-context.ts';
import { route } from '../route.ts';

/** What the server is, what it keeps, and by which settings. */
export const aboutRoutes = [
  route({
    method: 'get',
    path: '/api/v1/about',
    summary: 'The version of the server, since when it runs, and for how long it keeps what.',
    role: 'read',
    query: z.object({}),
    answer: fieldsSchema({
      version: field.text(),
      node: field.text().describe('The version of Node.js that it runs on.'),
      startedAt: field.at(),
      keeps: field.shape({
        rawHours: field.number().describe('Whole messages; 0: not at all.'),
        timelinesDays: field.number().describe('The messages of calls without their text; 0: as long as their calls.'),
        callsDays: field.number().describe('Calls, registrations and latencies; 0: for ever.'),
        countsDays: field.number().describe('Counts and values over time; 0: for ever.'),
        numbers: field.oneOf(KEEP_NUMBERS),
      }),
      isSynthetic: field.flag().describe('What comes in is generated, or was.'),
    }),
    async handle(_query, _request, { main, version, isSynthetic }) {
      const about = await main.call('about', {}, MAIN_DEADLINE_SECONDS);
      return { version, node: process.versions.node, ...about, isSynthetic };
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/settings',
    summary: 'The settings in force, each with where it comes from; nothing that may be a secret is shown.',
    role: 'admin',
    query: z.object({}),
    answer: fieldsSchema(SHOWN_SETTINGS_FIELDS),
    handle: async (_query, _request, { main }) => main.call('settings', {}, MAIN_DEADLINE_SECONDS),
  }),
];
