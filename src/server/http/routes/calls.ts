import { z } from 'zod';
import {
  CALL_FIELDS,
  field,
  fieldsSchema,
  LATENCY_FIELDS,
  NO_TRUNK,
  present,
  SEEN_GROUP,
  sideOfCause,
  TeleError,
  TIMELINE_FIELDS,
  type CallFilter,
  type CallWithTimeline,
  type LatencyRecord,
} from '../../../core/index.ts';
import { LADDER_FIELDS, type Ladder, makeLadder } from '../../../calls/index.ts';
import { callNotes } from '../../call-notes.ts';
import { placeMessages } from '../../handover/place-messages.ts';
import { whyNoMessages } from '../../handover/why-no-messages.ts';
import { failureReason, verdict } from '../../verdict.ts';
import { MAX_SEEN, SEEN_FIELDS, SIDE_FIELD } from '../../analytics/failures-by.ts';
import { flushMain, refuse, STORE_DEADLINE_SECONDS, type AppContext } from '../app-context.ts';
import { callStages } from '../call-stages.ts';
import { callQuery, DEFAULT_LIMIT, MAX_LIMIT, pageFields, pageParameters, readConditions } from '../call-query.ts';
import { parameter } from '../parameters.ts';
import { readWindow } from '../windows.ts';
import { type ApiContext, route, type RouteContext } from '../route.ts';
import { traceNames } from '../trace-names.ts';

/** In place of an id: the call that started last, unless one has this for its id. */
const LAST = 'last';
/** Beyond this length an identifier is no Call-ID that anyone sends. */
const MAX_ID_LENGTH = 1024;
/** Clocks of agents and servers differ: the times of a call are theirs, arrival is ours. */
const MESSAGES_BEFORE_SECONDS = 300;
const MESSAGES_AFTER_SECONDS = 300;
const call = field.shape(CALL_FIELDS);
const STAGE_FIELDS = { at: LATENCY_FIELDS.at, stage: LATENCY_FIELDS.stage, seconds: LATENCY_FIELDS.seconds };

/** A message as it was captured, and where. What no timeline tells is absent. */
const MESSAGE_FIELDS = {
  at: field.at().describe('Arrival.'),
  sentAt: field.at().optional().describe('When it was seen, by the clock of its capture agent where that is right.'),
  src: TIMELINE_FIELDS.src.optional().describe('Who sent it, address:port.'),
  dst: TIMELINE_FIELDS.dst.optional().describe('Who received it.'),
  transport: TIMELINE_FIELDS.transport.optional(),
  agent: TIMELINE_FIELDS.agent.optional().describe('Its capture agent.'),
  text: field.text(),
};

/** Calls that began within this time before or after another one are such calls, when they came out as it did. */
const SIMILAR_SECONDS = 3600;
const MAX_SIMILAR_SECONDS = 7 * 86_400;

/** The list of calls, of failures, one call and those like it. */
export const callRoutes = [
  route({
    method: 'get',
    path: '/api/v1/calls',
    summary: 'Calls, newest first.',
    role: 'read',
    query: callQuery,
    answer: fieldsSchema({ calls: field.list(call, MAX_LIMIT), ...pageFields }),
    async handle({ limit = DEFAULT_LIMIT, cursor, ...conditions }, request, context) {
      const filter = await readConditions(conditions, request, context);
      const found = await listCalls(context, { ...filter, ...present({ cursor }), limit });
      return { ...found, calls: found.calls.map((one) => context.present(one)) };
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/failures',
    summary: 'Calls that failed for a reason that neither side chose, newest first, each with its reason in a sentence.',
    role: 'read',
    query: callQuery.omit({ failed: true }).extend({
      by: parameter
        .oneOf(SEEN_GROUP)
        .optional()
        .describe('Also `groups`: what failed by the values of this, and when that was first and last seen.'),
    }),
    answer: fieldsSchema({
      failures: field.list(field.shape({ reason: field.text(), side: SIDE_FIELD, call }), MAX_LIMIT),
      groups: field
        .list(field.shape(SEEN_FIELDS), MAX_SEEN)
        .optional()
        .describe(
          'By cause the calls that failed, most first. By `hop` and the like the hops that failed of all calls, also of those that a later hop answered: `hop` and `hopTrunk` with the largest share of at least 10 attempts first, others with the most attempts. Without `since` of the last 24 hours. Absent without `by`.',
        ),
      ...pageFields,
    }),
    async handle({ limit = DEFAULT_LIMIT, cursor, by, ...conditions }, request, context) {
      const { since, until, ...some } = await readConditions(conditions, request, context);
      const filter = { ...some, ...present({ since, until }), isFailure: true };
      const { calls, ...rest } = await listCalls(context, { ...filter, ...present({ cursor }), limit });
      const failures = calls.map((one) => ({
        reason: failureReason(one),
        ...present({ side: sideOfCause(one.cause) }),
        call: context.present(one),
      }));
      if (by === undefined) return { ...rest, failures };
      const window = readWindow({ since, until }, context.now());
      const query = { ...window, by, conditions: some };
      const seen = await context.query.call('seen', { query, afterLsn: await flushMain(context) }, STORE_DEADLINE_SECONDS);
      return { ...(seen.isPartial === true ? { isPartial: true } : {}), ...rest, groups: seen.values, failures };
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/calls/:id',
    summary:
      'One call with its messages and stages, by record id, `last` for the newest, raw Call-ID or another id that its messages carry. Several when an id was used again or is that of several legs.',
    role: 'read',
    query: z.object({
      numbers: parameter
        .flag()
        .optional()
        .describe('true: with the Call-ID as it was, and with the numbers where they were kept. Role pii; logged and counted.'),
      orNone: parameter
        .flag()
        .optional()
        .describe('true: an id that no call has is answered with no calls, and a verdict that says so, instead of 404.'),
    }),
    answer: fieldsSchema({
      verdict: field
        .text()
        .describe('One sentence: who refused it, where, with which code, and how often that happened within an hour before and after it.'),
      similar: field
        .count()
        .describe('Calls with the same outcome, cause and trunk that began within an hour before or after it, itself included.'),
      calls: field.list(
        field.shape({
          call,
          timeline: field.list(field.shape(TIMELINE_FIELDS), Infinity),
          stages: field
            .list(field.shape(STAGE_FIELDS), Infinity)
            .describe('What the stages of its voice agent took, in the order of time.'),
          notes: field
            .list(field.text(), Infinity)
            .describe(
              'What is odd about it, a sentence each: answers that were repeated for want of an ACK, clocks that differ, broken messages.',
            ),
          traceId: field.text().describe('Its trace, 32 hex digits.'),
          traceUrl: field.text().optional().describe('Where its trace is shown. Absent unless `traces.url` is set.'),
          ladder: field
            .shape(LADDER_FIELDS)
            .describe(
              'The messages as they are drawn: a row for each on each hop, in the order of cause and effect, whatever the clocks say.',
            ),
        }),
        Infinity,
      ),
    }),
    async handle({ numbers = false, orNone = false }, request, context) {
      try {
        return await showCall(request, context, numbers);
      } catch (error) {
        if (!orNone || !(error instanceof TeleError && error.code === 'NOT_FOUND')) throw error;
        return { verdict: error.message, similar: 0, calls: [] };
      }
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/calls/:id/similar',
    summary: 'Calls that came out as this one did, with the same cause and trunk, around the time of it, newest first. Itself included.',
    role: 'read',
    query: z.object({
      within: parameter
        .whole(1, MAX_SIMILAR_SECONDS)
        .optional()
        .describe('Seconds before and after it: 3600 when left out, at most a week.'),
      ...pageParameters,
    }),
    answer: fieldsSchema({ calls: field.list(call, MAX_LIMIT), ...pageFields }),
    handle: async ({ within = SIMILAR_SECONDS, limit = DEFAULT_LIMIT, cursor }, request, context) => {
      const { newest } = await findCalls(request, context);
      const { outcome, cause, trunk, startedAt } = newest.call;
      // A call that is not over came out in no way yet.
      if (outcome === undefined) return { calls: [] };
      const window = { since: startedAt - within, until: startedAt + within };
      const conditions = { outcome, ...present({ cause, cursor }), ...(trunk === NO_TRUNK ? {} : { trunk }) };
      const found = await listCalls(context, { ...window, ...conditions, limit });
      return { ...found, calls: found.calls.map((one) => context.present(one)) };
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/calls/:id/messages',
    summary: 'The SIP messages of a call whole, where they were kept, in the order of arrival. Logged and counted.',
    role: 'pii',
    query: z.object({}),
    answer: fieldsSchema({
      messages: field.list(field.shape(MESSAGE_FIELDS), Infinity),
      reason: field.text().optional().describe('Why there are none, and what to do.'),
    }),
    async handle(_query, request, context) {
      await context.people.reveal(request);
      const { calls, newest } = await findCalls(request, context);
      const messages = placeMessages(
        [...(await messagesOf(calls, context)).values()].flat(),
        calls.flatMap(({ timeline }) => timeline),
      );
      if (messages.length > 0) return { messages };
      return { messages, reason: whyNoMessages(context.keepRawHours, newest.call.startedAt, context.now()) };
    },
  }),
];

/** The whole messages of calls, where they were kept, by the keyed hash of their Call-ID. */
export async function messagesOf(
  calls: readonly CallWithTimeline[],
  context: AppContext,
): Promise<ReadonlyMap<string, readonly { readonly at: number; readonly text: string }[]>> {
  const since = Math.min(...calls.map(({ call: one }) => one.startedAt)) - MESSAGES_BEFORE_SECONDS;
  const until = Math.max(...calls.map(({ call: one }) => one.endedAt ?? context.now())) + MESSAGES_AFTER_SECONDS;
  const found = new Map<string, readonly { readonly at: number; readonly text: string }[]>();
  for (const callKey of new Set(calls.map(({ call: one }) => one.callKey))) {
    const { messages } = await context.query.call('messages', { callKey, since, until }, STORE_DEADLINE_SECONDS);
    found.set(callKey, messages);
  }
  return found;
}

async function listCalls(context: AppContext, filter: CallFilter) {
  const query = { filter, afterLsn: await flushMain(context) };
  return context.query.call('list', query, STORE_DEADLINE_SECONDS);
}

async function showCall(request: ApiContext, context: RouteContext, hasNumbers: boolean): Promise<object> {
  if (hasNumbers) await context.people.reveal(request);
  const { calls, newest, similar } = await findCalls(request, context);
  // One after the other: an id may be that of many legs, and questions of one request must not fill the queue of all.
  const stages: (readonly LatencyRecord[])[] = [];
  for (const one of calls) stages.push(await callStages(one.call, context));
  return {
    verdict: verdict(newest.call, similar),
    similar,
    calls: calls.map((one, index) => ({
      call: hasNumbers ? context.presentNumbers(one.call) : context.present(one.call),
      timeline: one.timeline,
      stages: (stages[index] ?? []).map(({ at, stage, seconds }) => ({ at, stage, seconds })),
      ...traceNames(one.call, context),
      ...drawn(one),
    })),
  };
}

function drawn({ call, timeline }: CallWithTimeline): { readonly notes: readonly string[]; readonly ladder: Ladder } {
  const ladder = makeLadder(call, timeline);
  return { notes: callNotes(call, ladder), ladder };
}

/** The calls of the id in the path, and how many resemble the newest one. Throws `NOT_FOUND`. */
export async function findCalls(request: ApiContext, context: RouteContext) {
  const id = request.req.param('id') ?? '';
  if (id.length > MAX_ID_LENGTH) refuse(`The identifier is longer than ${MAX_ID_LENGTH} characters.`);
  const find = async () => findById(id, context);
  const found = id === LAST ? await find() : await context.people.findByCallId(id, request, find);
  const { calls, similar } = found.calls.length > 0 || id !== LAST ? found : await findLast(context);
  const [newest] = calls;
  if (newest === undefined) throw new TeleError('NOT_FOUND', 'There is no call with this id or Call-ID.');
  return { calls, newest, similar };
}

async function findById(id: string, context: AppContext) {
  const wanted = { id, callKey: context.hashCallId(id), similarSeconds: SIMILAR_SECONDS, afterLsn: await flushMain(context) };
  return context.query.call('find', wanted, STORE_DEADLINE_SECONDS);
}

/** The call that started last; none when there is no call. */
async function findLast(context: AppContext) {
  const [newest] = (await listCalls(context, { limit: 1 })).calls;
  return newest === undefined ? { calls: [], similar: 0 } : findById(newest.id, context);
}
