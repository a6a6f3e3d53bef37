import { z } from 'zod';
import { field, fieldsSchema } from '../../../core/index.ts';
import { MAIN_DEADLINE_SECONDS, refuse, STORE_DEADLINE_SECONDS } from '../app-context.ts';
import { readEvents } from '../read-events.ts';
import { route } from '../route.ts';

/** Events of other programs. */
export const eventRoutes = [
  route({
    method: 'post',
    path: '/api/v1/events',
    summary: 'Takes events of other programs: one, a list, or one per line. Answered once they are on the disk.',
    role: 'write',
    query: z.object({}),
    body: ['application/json', 'application/x-ndjson'],
    answer: fieldsSchema({ accepted: field.count() }),
    async handle(_query, request, context) {
      const body = await request.req.text();
      const events = readEvents(body, request.req.header('content-type'), context.now());
      if ('fault' in events) {
        context.main.tell('rejected', { reason: events.fault });
        return refuse(events.message);
      }
      return context.idempotency.once(request.req.header('idempotency-key'), body, async () => {
        const { lsn } = await context.main.call('ingest', { events }, MAIN_DEADLINE_SECONDS);
        await context.store.call('kept', { lsn }, STORE_DEADLINE_SECONDS);
        return { accepted: events.length };
      });
    },
  }),
];
