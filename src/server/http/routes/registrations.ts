import { z } from 'zod';
import { field, fieldsSchema, present, REGISTRATION_FIELDS, REGISTRATION_OUTCOME } from '../../../core/index.ts';
import { flushMain, refuse, STORE_DEADLINE_SECONDS } from '../app-context.ts';
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
          'Who registers: a number in international form or as it was dialled, an extension, or a user: role pii; logged and counted. Somebody who is shown as ~k3m7vq is found by that, with the role read.',
        ),
      ...pageParameters,
    }),
    answer: fieldsSchema({ registrations: field.list(field.shape(REGISTRATION_FIELDS), MAX_LIMIT), ...pageFields }),
    async handle({ user, limit = DEFAULT_LIMIT, ...conditions }, request, context) {
      const found = user === undefined ? {} : await context.people.searchFor(user, request);
      if (user !== undefined && found.hash === undefined && found.start === undefined)
        refuse('Registrations are found by a whole number, an extension or a user, not by the end of a number.');
      const query = { ...present({ ...conditions, userHash: found.hash, userStart: found.start }), limit };
      const asked = { query, afterLsn: await flushMain(context) };
      const page = await context.query.call('registrations', asked, STORE_DEADLINE_SECONDS);
      return { ...page, registrations: page.registrations.map((one) => context.present(one)) };
    },
  }),
];
