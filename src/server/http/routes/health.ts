import { z } from 'zod';
import { field, fieldsSchema, SEVERITY } from '../../../core/index.ts';
import { HEALTH_STATUS } from '../../health.ts';
import { route } from '../route.ts';

const MAX_CHECKS = 64;

/** How the server is. */
export const healthRoutes = [
  route({
    method: 'get',
    path: '/api/v1/health',
    summary: 'How the server is, with every check: the same document as `/healthz`. 503 when `not_ready`.',
    role: 'read',
    query: z.object({}),
    answer: fieldsSchema({
      status: field.oneOf(HEALTH_STATUS).describe('idle: all is well, and nothing is heard of.'),
      checks: field.list(
        field.shape({
          name: field.id(),
          severity: field.oneOf(SEVERITY),
          reason: field.text().describe('One sentence.'),
          since: field.number().describe('Unix seconds since when the severity has been this one.'),
        }),
        MAX_CHECKS,
      ),
    }),
    async handle(_query, request, context) {
      const health = await context.health();
      return request.json(health, health.status === 'not_ready' ? 503 : 200);
    },
  }),
];
