import { z } from 'zod';
import { EXPORT_FORMAT, present } from '../../../core/index.ts';
import { callConditions } from '../call-query.ts';
import { parameter } from '../parameters.ts';
import { route } from '../route.ts';
import { streamExport } from '../stream-export.ts';

const MEDIA_TYPE = { csv: 'text/csv; charset=utf-8', json: 'application/json', ndjson: 'application/x-ndjson' } as const;

/** All calls of a time in one answer. */
export const exportRoutes = [
  route({
    method: 'get',
    path: '/api/v1/export',
    summary:
      'Calls as CSV, JSON or NDJSON, however many: those in progress first, then the others newest first. Private fields as configured. Four at a time; one that fails breaks off.',
    role: 'read',
    query: z.object({ format: parameter.oneOf(EXPORT_FORMAT).optional().describe('csv when left out.'), ...callConditions }),
    answer: { type: 'object', properties: { calls: { type: 'array', items: { type: 'object' } } }, required: ['calls'] },
    async handle({ format = 'csv', ...conditions }, request, context) {
      const wanted = { kind: 'calls', conditions: present(conditions), format, people: context.output } as const;
      const body = await streamExport(context, request, wanted);
      const disposition = `attachment; filename="calls.${format}"`;
      return new Response(body, { headers: { 'content-type': MEDIA_TYPE[format], 'content-disposition': disposition } });
    },
  }),
];
