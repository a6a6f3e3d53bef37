import { z } from 'zod';
import { field, fieldsSchema, present, REGISTRATION_FIELDS, REGISTRATION_OUTCOME } from '../../../core/index.ts';
import { flushMain, STORE_DEADLINE_SECONDS } from '../app-context.ts';
import { DEFAULT_LIMIT, MAX_LIMIT, pageFields, pageParameters } from '../call-query.ts';
import { parameter } from '../parameters.ts';
import { route } from '../route.ts';

/** Who registered, and who could not. */
export const registrationRoutes = [
  route({
    method: 'get',
    path: '/api/v1/registrations',
    summary: 'Registrations, newest first.',
    role: 'read',
    query: z.object({
      since: parameter.time().optional().describe('Registrations that started at this time or later, Unix seconds or ISO 8601.'),
      until: parameter.time().optional().describe('Registrations that started before this time.'),
      outcome: parameter.oneOf(REGISTRATION_OUTCOME).optional(),
      agent: parameter.text().optional().describe('The capture agent.'),
      sipCode: parameter.whole(100, 699).optional().describe('The last answer.'),
      user: parameter
        .text()
        .optional()
        .describe(
          'Who registers: a number in international form or as it was dialled, an extension, or a user. Role pii; logged and counted.',
        ),
      ...pageParameters,
    }),
    answer: fieldsSchema({ registrations: field.list(field.shape(REGISTRATION_FIELDS), MAX_LIMIT), ...pageFields }),
    async handle({ user, limit = DEFAULT_LIMIT, ...conditions }, request, context) {
      const userHash = user === undefined ? undefined : await context.people.hashOf(user, 'search', request);
      const query = { ...present({ ...conditions, userHash }), limit };
      const asked = { query, afterLsn: await flushMain(context) };
      const found = await context.query.call('registrations', asked, STORE_DEADLINE_SECONDS);
      return { ...found, registrations: found.registrations.map((one) => context.present(one)) };
    },
  }),
];
