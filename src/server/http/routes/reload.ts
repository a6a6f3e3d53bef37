import { z } from 'zod';
import { field, fieldsSchema } from '../../../core/index.ts';
import { route } from '../route.ts';
import type { Role } from '../tokens.ts';

/** Who may have the settings read again. */
const RELOAD_ROLE: Role = 'write';
/** It waits for those that were asked for before. */
const RELOAD_SECONDS = 10;

/** What an operator asks of the server itself. */
export const reloadRoutes = [
  route({
    method: 'post',
    path: '/-/reload',
    summary:
      'Reads settings and tokens again, as SIGHUP does. 422 names all faults of settings that cannot be taken; then nothing has changed.',
    role: RELOAD_ROLE,
    query: z.object({}),
    answer: fieldsSchema({
      changed: field.list(field.text(), Infinity).describe('Settings that changed and hold now.'),
      needsRestart: field.list(field.text(), Infinity).describe('Settings that changed and hold after a restart.'),
    }),
    handle: async (_query, _request, { main }) => main.call('reload', {}, RELOAD_SECONDS),
  }),
];
