import { z } from 'zod';
import { CALL_FIELDS, field, fieldsSchema, matchesCall, REGISTRATION_FIELDS } from '../../../core/index.ts';
import type { LiveText } from '../../live/live-feed.ts';
import { isStillAllowed } from '../access.ts';
import { callParameters, readConditions } from '../call-query.ts';
import { parameter } from '../parameters.ts';
import { type ApiContext, route, type RouteContext } from '../route.ts';

const EVENT_STREAM = 'text/event-stream';
/** A proxy that collects an answer before it passes it on would show nothing of this one. */
const HEADERS = { 'content-type': EVENT_STREAM, 'x-accel-buffering': 'no' };

/** Calls as they happen. */
export const liveRoutes = [
  route({
    method: 'get',
    path: '/api/v1/live',
    summary:
      'Calls as they happen, as server-sent events. With the header Last-Event-ID, or `after`, it goes on after that event. 64 clients at a time.',
    role: 'read',
    query: z.object({
      ...callParameters,
      after: parameter.text().optional().describe('The id of the last event, of a reader that cannot send the header.'),
      registrations: parameter.flag().optional().describe('true: registrations too, whatever the conditions of calls.'),
    }),
    answerType: EVENT_STREAM,
    answer: fieldsSchema({
      stage: field.oneOf(['begun', 'ringing', 'answered', 'ended', 'settled']).optional(),
      call: field.shape(CALL_FIELDS).optional(),
      registration: field.shape(REGISTRATION_FIELDS).optional(),
    }),
    async handle({ registrations = false, after, ...conditions }, request, context) {
      const filter = await readConditions(conditions, request, context);
      if (request.req.raw.method === 'HEAD') return new Response(null, { headers: HEADERS });
      const text = await context.live.open({
        ...(Object.keys(filter).length === 0 ? {} : { wants: (call) => matchesCall(call, filter) }),
        hasRegistrations: registrations,
        after: request.req.header('last-event-id') ?? after,
        isStillAllowed: async () => isStillAllowed(request, context),
      });
      return new Response(bodyOf(endedWithSession(text, request, context)), { headers: HEADERS });
    },
  }),
];

/** Who logs out hears nothing more from then on. */
function endedWithSession(text: LiveText, request: ApiContext, { sessions }: RouteContext): LiveText {
  const { session } = request.var;
  if (session === undefined) return text;
  const leave = sessions.onEnd(session, () => text.end());
  return {
    next: async () => text.next(),
    end() {
      leave();
      text.end();
    },
  };
}

/** What is sent as fast as the client takes it. One that takes nothing is cut off with its connection. */
function bodyOf(text: LiveText): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await text.next();
        if (next !== undefined) controller.enqueue(encoder.encode(next));
        else {
          text.end();
          controller.close();
        }
      },
      cancel: () => text.end(),
    },
    { highWaterMark: 1 },
  );
}
