import { z } from 'zod';
import { field, fieldsSchema } from '../../../core/index.ts';
import { route } from '../route.ts';

/** It waits for those that were asked for before. */
const RELOAD_SECONDS = 10;

/** What an operator asks of the server itself. */
export const reloadRoutes = [
  route({
    method: 'post',
    path: '/-/reload',
    summary:
      'Reads settings and credentials again, as SIGHUP does. 422 names all faults of settings that cannot be taken; then nothing has changed.',
    role: 'admin',
    query: z.object({}),
    answer: fieldsSchema({
      changed: field.list(field.text(), Infinity).describe('Settings that changed and hold now.'),
      needsRestart: field.list(field.text(), Infinity).describe('Settings that changed and hold after a restart.'),
    }),
    handle: async (_query, request, { main }) =>
      main.call('reload', { name: request.var.identity.name, address: request.var.address }, RELOAD_SECONDS),
  }),
];
