import { z } from 'zod';
import {
  CALL_FIELDS,
  field,
  fieldsSchema,
  LATENCY_FIELDS,
  present,
  TeleError,
  TIMELINE_FIELDS,
  type CallFilter,
  type LatencyRecord,
  type StoredCall,
} from '../../../core/index.ts';
import { failureReason, verdict } from '../../verdict.ts';
import { flushMain, refuse, STORE_DEADLINE_SECONDS, type AppContext } from '../app-context.ts';
import { callConditions, callQuery, DEFAULT_LIMIT, MAX_LIMIT, pageFields, pageParameters } from '../call-query.ts';
import { parameter } from '../parameters.ts';
import { type ApiContext, route, type RouteContext } from '../route.ts';

/** Beyond this length an identifier is no Call-ID that anyone sends. */
const MAX_ID_LENGTH = 1024;
/** Clocks of agents and servers differ: the times of a call are theirs, arrival is ours. */
const MESSAGES_BEFORE_SECONDS = 300;
const MESSAGES_AFTER_SECONDS = 300;
const call = field.shape(CALL_FIELDS);
const STAGE_FIELDS = { at: LATENCY_FIELDS.at, stage: LATENCY_FIELDS.stage, seconds: LATENCY_FIELDS.seconds };

/** The list of calls, of failures, and one call. */
export const callRoutes = [
  route({
    method: 'get',
    path: '/api/v1/calls',
    summary: 'Calls, newest first.',
    role: 'read',
    query: callQuery,
    answer: fieldsSchema({ calls: field.list(call, MAX_LIMIT), ...pageFields }),
    async handle({ number, caller, callee, active, failed, limit, ...conditions }, request, context) {
      const hash = async (text: string | undefined) => (text === undefined ? undefined : context.people.hashOf(text, 'search', request));
      const hashes = { numberHash: await hash(number), callerHash: await hash(caller), calleeHash: await hash(callee) };
      const filter = present({ ...conditions, ...hashes, isActive: active, isFailure: failed });
      const found = await listCalls(context, { ...filter, limit: limit ?? DEFAULT_LIMIT });
      return { ...found, calls: found.calls.map((one) => context.present(one)) };
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/failures',
    summary: 'Calls that failed for a reason that neither side chose, newest first, each with its reason in a sentence.',
    role: 'read',
    query: z.object({ ...callConditions, ...pageParameters }),
    answer: fieldsSchema({ failures: field.list(field.shape({ reason: field.text(), call }), MAX_LIMIT), ...pageFields }),
    async handle({ limit, ...conditions }, _request, context) {
      const { calls, ...rest } = await listCalls(context, { ...present(conditions), isFailure: true, limit: limit ?? DEFAULT_LIMIT });
      return { ...rest, failures: calls.map((one) => ({ reason: failureReason(one), call: context.present(one) })) };
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/calls/:id',
    summary:
      'One call with its messages and stages, by record id, raw Call-ID or another id that its messages carry. Several when an id was used again or is that of several legs.',
    role: 'read',
    query: z.object({
      numbers: parameter
        .flag()
        .optional()
        .describe('true: with the Call-ID as it was, and with the numbers where they were kept. Role pii; logged and counted.'),
    }),
    answer: fieldsSchema({
      verdict: field
        .text()
        .describe('One sentence: who refused it, where, with which code, and how often that happened within the last hour.'),
      similarLastHour: field.count(),
      calls: field.list(
        field.shape({
          call,
          timeline: field.list(field.shape(TIMELINE_FIELDS), Infinity),
          stages: field
            .list(field.shape(STAGE_FIELDS), Infinity)
            .describe('What the stages of its voice agent took, in the order of time.'),
        }),
        Infinity,
      ),
    }),
    handle: async ({ numbers = false }, request, context) => showCall(request, context, numbers),
  }),
  route({
    method: 'get',
    path: '/api/v1/calls/:id/messages',
    summary: 'The SIP messages of a call whole, where they were kept. Logged and counted.',
    role: 'pii',
    query: z.object({}),
    answer: fieldsSchema({ messages: field.list(field.shape({ at: field.at().describe('Arrival.'), text: field.text() }), Infinity) }),
    async handle(_query, request, context) {
      await context.people.reveal(request);
      const { calls } = await findCalls(request, context);
      const keys = new Set(calls.map(({ call }) => call.callKey));
      const since = Math.min(...calls.map(({ call }) => call.startedAt)) - MESSAGES_BEFORE_SECONDS;
      const until = Math.max(...calls.map(({ call }) => call.endedAt ?? context.now())) + MESSAGES_AFTER_SECONDS;
      const found: { readonly at: number; readonly text: string }[] = [];
      for (const callKey of keys) {
        const { messages } = await context.query.call('messages', { callKey, since, until }, STORE_DEADLINE_SECONDS);
        found.push(...messages);
      }
      return { messages: found };
    },
  }),
];

async function listCalls(context: AppContext, filter: CallFilter) {
  const query = { filter, afterLsn: await flushMain(context) };
  return context.query.call('list', query, STORE_DEADLINE_SECONDS);
}

async function showCall(request: ApiContext, context: RouteContext, hasNumbers: boolean): Promise<object> {
  if (hasNumbers) await context.people.reveal(request);
  const { calls, newest, similar } = await findCalls(request, context);
  // One after the other: an id may be that of many legs, and questions of one request must not fill the queue of all.
  const stages: (readonly object[])[] = [];
  for (const one of calls) stages.push(await stagesOf(one.call, context));
  return {
    verdict: verdict(newest.call, similar),
    similarLastHour: similar,
    calls: calls.map((one, index) => ({
      call: hasNumbers ? context.presentNumbers(one.call) : context.present(one.call),
      timeline: one.timeline,
      stages: stages[index] ?? [],
    })),
  };
}

/** What the stages of a call took, under its own id or under the one that it has when only its program tells of it. */
async function stagesOf(stored: StoredCall, context: AppContext): Promise<readonly object[]> {
  const ids = new Set([stored.id, ...[stored.callKey, ...(stored.aliases ?? [])].map(context.reportedId)]);
  const since = stored.startedAt - MESSAGES_BEFORE_SECONDS;
  const until = (stored.endedAt ?? context.now()) + MESSAGES_AFTER_SECONDS;
  const stages: LatencyRecord[] = [];
  for (const callId of ids) {
    const query = { callId, since, until, limit: MAX_LIMIT };
    const { latencies } = await context.query.call('latencyEvents', { query, afterLsn: 0 }, STORE_DEADLINE_SECONDS);
    stages.push(...latencies);
  }
  return stages.toSorted((a, b) => a.at - b.at).map(({ at, stage, seconds }) => ({ at, stage, seconds }));
}

async function findCalls(request: ApiContext, context: AppContext) {
  const id = request.req.param('id') ?? '';
  if (id.length > MAX_ID_LENGTH) refuse(`The identifier is longer than ${MAX_ID_LENGTH} characters.`);
  const { calls, similar } = await context.query.call(
    'find',
    { id, callKey: context.hashCallId(id), similarSince: context.now() - 3600, afterLsn: await flushMain(context) },
    STORE_DEADLINE_SECONDS,
  );
  const [newest] = calls;
  if (newest === undefined) throw new TeleError('NOT_FOUND', 'There is no call with this id or Call-ID.');
  return { calls, newest, similar };
}
