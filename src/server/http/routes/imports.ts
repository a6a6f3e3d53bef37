import { z } from 'zod';
import { field, fieldsSchema, present, TeleError } from '../../../core/index.ts';
import { parameter } from '../parameters.ts';
import { type ApiContext, route } from '../route.ts';
import { takeUpload } from '../take-upload.ts';

/** Several captures, read in the order in which they are in it. */
const ARCHIVE = 'application/x-tar';
function mediaTypeOf(request: ApiContext): string | undefined {
  return request.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
}

/** More calls than an answer can hold. */
const MOST_CALLS = 1_000_000_000;

/** Captures into the store of a running server. */
export const importRoutes = [
  route({
    method: 'get',
    path: '/api/v1/imports',
    summary: 'The imports that are under way, the oldest first.',
    role: 'write',
    query: z.object({}),
    answer: fieldsSchema({
      imports: field.list(
        field.shape({
          id: field.text(),
          name: field.text().describe('Of the capture, as it was given.'),
          startedAt: field.at(),
          lengthBytes: field.bytes().describe('What was read of it so far.'),
          calls: field.count().describe('Calls of it that are in the store so far.'),
        }),
        100,
      ),
    }),
    handle: async (_query, _request, context) => ({ imports: context.imports.list() }),
  }),
  route({
    method: 'delete',
    path: '/api/v1/imports/:id',
    summary: 'Cancels an import: the calls whose end had been read are in the store then, whole, and nothing of the others.',
    role: 'write',
    query: z.object({}),
    answer: fieldsSchema({ cancelled: field.text().describe('The id.') }),
    async handle(_query, request, context) {
      const id = request.req.param('id') ?? '';
      if (!(await context.imports.cancel(id))) throw new TeleError('NOT_FOUND', 'No import of this id is under way.');
      return { cancelled: id };
    },
  }),
  route({
    method: 'post',
    path: '/api/v1/imports',
    summary:
      'Imports a capture into the store while the server runs: the body is the file, of any length and format that `ringscope import` reads, or a tar archive of several, which are read in its order. Answered when all of it is in the store. Who leaves before has cancelled it.',
    role: 'write',
    query: z.object({
      name: parameter.text().optional().describe('The name of the file, for messages and for formats that only a name tells.'),
      live: parameter.flag().optional().describe('true: it comes as it is captured, and may be silent for four minutes. Else 30 s.'),
      metrics: parameter
        .flag()
        .optional()
        .describe('true: what the capture holds moves the counters and histograms of the server too. Left out: no metric moves.'),
      since: parameter.time().optional().describe('Only calls that started then or later are in the answer. All are stored.'),
      failed: parameter.flag().optional().describe('true: only calls that failed are in the answer. All are stored.'),
      limit: parameter.whole(0, MOST_CALLS).optional().describe('So many calls are in the answer, the oldest first; 0 or left out: all.'),
      ladder: parameter.flag().optional().describe('true: each call has its messages as they are drawn, in `ladder`.'),
      summary: parameter
        .flag()
        .optional()
        .describe('true: also `summary`, what all calls have in common, and `chosen`, how many are meant.'),
    }),
    body: ['application/octet-stream', ARCHIVE, 'application/vnd.tcpdump.pcap', 'application/gzip'],
    isStreamed: true,
    answer: {
      type: 'object',
      properties: {
        packets: { type: 'integer' },
        calls: { type: 'array', items: { type: 'object' } },
        registrations: { type: 'array', items: { type: 'object' } },
        kpis: { type: 'object' },
      },
      required: ['packets', 'calls', 'registrations', 'kpis'],
    },
    async handle(
      { name = 'The capture', live = false, metrics = false, since, failed = false, limit = 0, ladder = false, summary = false },
      request,
      context,
    ) {
      const isArchive = mediaTypeOf(request) === ARCHIVE;
      const choice = { ...present({ since }), isFailed: failed, limit: limit === 0 ? Number.POSITIVE_INFINITY : limit };
      return takeUpload(context, request, {
        name,
        isLive: live && !isArchive,
        isArchive,
        isCounted: metrics,
        choice,
        hasLadders: ladder,
        hasSummary: summary,
      });
    },
  }),
];
