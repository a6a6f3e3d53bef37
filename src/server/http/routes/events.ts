import { z } from 'zod';
import { field, fieldsSchema, TIME_FAULT } from '../../../core/index.ts';
import { INGEST_DEADLINE_SECONDS, refuse, STORE_DEADLINE_SECONDS } from '../app-context.ts';
import { MAX_EVENTS, readEvents } from '../read-events.ts';
import { route } from '../route.ts';

/** Times of one event. */
const MAX_TIMES = 3;

const adjusted = field
  .list(
    field.shape({
      index: field.count().describe('The place of the event in the body, from 0.'),
      field: field.text(),
      reason: field
        .oneOf(TIME_FAULT)
        .describe('ahead: more than an hour after it came. past: longer ago than calls are kept, or ten years.'),
    }),
    MAX_EVENTS * MAX_TIMES,
  )
  .optional()
  .describe('Times that were not used: `at` and `receivedAt` became the arrival, any other was left out. Absent when there is none.');

/** Events of other programs. */
export const eventRoutes = [
  route({
    method: 'post',
    path: '/api/v1/events',
    summary: 'Takes events of other programs: one, a list, or one per line. Answered once they are on the disk.',
    role: 'ingest',
    query: z.object({}),
    body: ['application/json', 'application/x-ndjson'],
    answer: fieldsSchema({ accepted: field.count(), adjusted }),
    async handle(_query, request, context) {
      const body = await request.req.text();
      const events = readEvents(body, request.req.header('content-type'), context.now());
      if ('fault' in events) {
        context.main.tell('rejected', { reason: events.fault });
        return refuse(events.message);
      }
      return context.idempotency.once(request.req.header('idempotency-key'), body, async () => {
        const taken = await context.main.call('ingest', { events }, INGEST_DEADLINE_SECONDS);
        await context.store.call('kept', { lsn: taken.lsn }, STORE_DEADLINE_SECONDS);
        return { accepted: events.length, ...(taken.adjusted.length === 0 ? {} : { adjusted: taken.adjusted }) };
      });
    },
  }),
];
