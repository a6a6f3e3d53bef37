import { z } from 'zod';
import { EVENT_FAULT, field, fieldsSchema, TIME_FAULT } from '../../../core/index.ts';
import type { Sender } from '../../programs/program-intake.ts';
import type { Ingested } from '../../threads/main.ts';
import { INGEST_DEADLINE_SECONDS, refuse, STORE_DEADLINE_SECONDS } from '../app-context.ts';
import { MAX_EVENTS, readEvents, readNumbered, type Refusal } from '../read-events.ts';
import { readSender } from '../read-sender.ts';
import { route, type ApiContext, type RouteContext } from '../route.ts';

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

const numbered = {
  duplicates: field
    .count()
    .optional()
    .describe('Events that were taken before, of a program that numbers them. Absent when there is none.'),
  rejected: field
    .list(
      field.shape({
        index: field.count().describe('The place in the body, from 0.'),
        reason: field.oneOf(EVENT_FAULT),
        field: field.text().describe('Where it is wrong; empty for the whole.'),
      }),
      MAX_EVENTS,
    )
    .optional()
    .describe(
      'Events that are none, of a program that numbers its events: the others were taken, and these are not to be sent again. Absent when there is none.',
    ),
  sequence: field
    .count()
    .optional()
    .describe('The number of the last event that was taken of the program. Absent for one that does not number them.'),
};

/** Events of other programs. */
export const eventRoutes = [
  route({
    method: 'post',
    path: '/api/v1/events',
    summary: 'Takes events of other programs: one, a list, or one per line. Answered once they are on the disk.',
    role: 'ingest',
    query: z.object({}),
    body: ['application/json', 'application/x-ndjson'],
    answer: fieldsSchema({ accepted: field.count(), adjusted, ...numbered }),
    async handle(_query, request, context) {
      const body = await request.req.text();
      const sender = readSender((name) => request.req.header(name));
      if (sender !== undefined) return takeNumbered(body, sender, request, context);
      const events = readEvents(body, request.req.header('content-type'), context.now());
      if ('fault' in events) return refuseEvents(events, context);
      return context.idempotency.once(request.req.header('idempotency-key'), body, async () => {
        const { adjusted: times } = await keep({ events }, context);
        return { accepted: events.length, ...(times.length === 0 ? {} : { adjusted: times }) };
      });
    },
  }),
];

/** Takes the events of a program that numbers them, each once. */
async function takeNumbered(body: string, sender: Sender, request: ApiContext, context: RouteContext): Promise<object> {
  const read = readNumbered(body, request.req.header('content-type'), context.now());
  if ('fault' in read) return refuseEvents(read, context);
  const { events, rejected } = read;
  const { adjusted: times, duplicates = 0, sequence } = await keep({ events, sender }, context);
  const isNew = ({ index }: { readonly index: number }): boolean => index >= duplicates;
  return {
    accepted: events.length - duplicates - rejected.filter(isNew).length,
    ...(times.length === 0 ? {} : { adjusted: times }),
    ...(duplicates === 0 ? {} : { duplicates }),
    ...(rejected.length === 0 ? {} : { rejected }),
    sequence,
  };
}

/** Resolves when what the events changed is on the disk. */
async function keep(
  given: { readonly events: readonly unknown[]; readonly sender?: Sender },
  { main, store }: RouteContext,
): Promise<Ingested> {
  const taken = await main.call('ingest', given, INGEST_DEADLINE_SECONDS);
  await store.call('kept', { lsn: taken.lsn }, STORE_DEADLINE_SECONDS);
  return taken;
}

function refuseEvents({ fault, message }: Refusal, { main }: RouteContext): never {
  main.tell('rejected', { reason: fault });
  return refuse(message);
}
