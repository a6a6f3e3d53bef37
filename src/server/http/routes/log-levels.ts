import { z } from 'zod';
import { field, fieldsSchema, present } from '../../../core/index.ts';
import { LOG_COMPONENT, LOG_LEVEL, type LogComponent } from '../../log/components.ts';
import { MAIN_DEADLINE_SECONDS } from '../app-context.ts';
import { parameter } from '../parameters.ts';
import { route } from '../route.ts';

const PATH = '/api/v1/log-levels';
const answer = fieldsSchema({
  level: field.oneOf(LOG_LEVEL).describe('Of every component without one of its own.'),
  components: field.map(field.oneOf(LOG_LEVEL), LOG_COMPONENT.length),
});

/** What the log says. */
export const logLevelRoutes = [
  route({
    method: 'get',
    path: PATH,
    summary: 'The level of each component of the log.',
    role: 'read',
    query: z.object({}),
    answer,
    handle: async (_query, _request, { main }) => main.call('logLevels', {}, MAIN_DEADLINE_SECONDS),
  }),
  route({
    method: 'post',
    path: PATH,
    summary: 'Sets the level of a component of the log, or of all, until it is set anew or the settings are loaded again.',
    role: 'admin',
    query: z.object({
      level: parameter.oneOf(LOG_LEVEL).describe('The least important level that is written.'),
      component: parameter
        .oneOf(LOG_COMPONENT as readonly [LogComponent, ...LogComponent[]])
        .optional()
        .describe('All when left out.'),
    }),
    answer,
    handle: async (query, _request, { main }) => main.call('logLevels', present(query), MAIN_DEADLINE_SECONDS),
  }),
];
