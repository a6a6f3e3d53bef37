import { z } from 'zod';
import { asksForEnd, type CallConditions, EXPORT_FORMAT } from '../../../core/index.ts';
import { STORE_DEADLINE_SECONDS } from '../app-context.ts';
import { callParameters, readConditions } from '../call-query.ts';
import { parameter } from '../parameters.ts';
import { route, type RouteContext } from '../route.ts';
import { streamExport } from '../stream-export.ts';

const MEDIA_TYPE = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  pcap: 'application/vnd.tcpdump.pcap',
} as const;
const FORMAT = [...EXPORT_FORMAT, 'pcap'] as const;

/** All calls of a time in one answer. */
export const exportRoutes = [
  route({
    method: 'get',
    path: '/api/v1/export',
    summary:
      'Calls as CSV, JSON, NDJSON or a capture, however many: those in progress first, then the others newest first. Private fields as configured. Four at a time; one that fails breaks off. The header `ringscope-partial: ENDS_NOT_KEPT` says that calls by the end of a number may be missing.',
    role: 'read',
    query: z.object({
      format: parameter
        .oneOf(FORMAT)
        .optional()
        .describe('csv when left out. pcap: their messages as one pcapng file, made from the timelines.'),
      ...callParameters,
    }),
    answer: { type: 'object', properties: { calls: { type: 'array', items: { type: 'object' } } }, required: ['calls'] },
    async handle({ format = 'csv', ...given }, request, context) {
      const chosen = { conditions: await readConditions(given, request, context), people: context.output };
      const wanted = format === 'pcap' ? ({ kind: 'pcap', ...chosen } as const) : ({ kind: 'calls', format, ...chosen } as const);
      // An export has no word for it: whoever takes it is told before.
      const lacksEnds = await lacksSomeEnds(chosen.conditions, context);
      const body = await streamExport(context, request, wanted);
      const disposition = `attachment; filename="calls.${format === 'pcap' ? 'pcapng' : format}"`;
      return new Response(body, {
        headers: {
          'content-type': MEDIA_TYPE[format],
          'content-disposition': disposition,
          ...(lacksEnds ? { 'ringscope-partial': 'ENDS_NOT_KEPT' } : {}),
        },
      });
    },
  }),
];

/** Whether calls by the end of a number may be missing, since ends were not always kept. */
async function lacksSomeEnds(conditions: CallConditions, context: RouteContext): Promise<boolean> {
  if (!asksForEnd(conditions)) return false;
  const asked = { filter: { ...conditions, limit: 1 }, afterLsn: 0 };
  const { isPartial = false } = await context.query.call('list', asked, STORE_DEADLINE_SECONDS);
  return isPartial;
}
