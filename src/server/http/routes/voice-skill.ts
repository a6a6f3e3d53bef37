import { z } from 'zod';
import { TeleError, type JsonSchema } from '../../../core/index.ts';
import type { AdjustedEvent } from '../../messages.ts';
import { isoTime, LATENCY_TYPES } from '../../../presets/voice-skill/index.ts';
import {
  flushMain,
  INGEST_DEADLINE_SECONDS,
  MAIN_DEADLINE_SECONDS,
  refuse,
  STORE_DEADLINE_SECONDS,
  type AppContext,
} from '../app-context.ts';
import { parameter } from '../parameters.ts';
import { readCallEvent, readLatency } from '../read-voice-skill.ts';
import { type ApiContext, route, type Route, type RouteContext } from '../route.ts';
import { streamExport } from '../stream-export.ts';
import { isTooDeep } from '../../settings/text-depth.ts';

const OBJECT: JsonSchema = { type: 'object' };
const MAX_HOURS = 400 * 24;
const MAX_DAYS = 400;
const JSON_BODY = ['application/json'];
const threshold = parameter.whole(1, 1e9).optional().describe('Seconds. 3600 when left out.');
const hours = parameter.whole(1, MAX_HOURS).optional().describe('24 when left out.');

const summaries: readonly Route[] = [
  route({
    ...get('/metrics/dashboard', 'The last 24 hours at a glance, in the words of voice-skill.'),
    query: z.object({}),
    handle: async (_query, _request, context) =>
      context.query.call('voiceSkillDashboard', await atNow(context, { now: context.now() }), STORE_DEADLINE_SECONDS),
  }),
  route({
    ...get('/metrics/calls', 'The last 24 hours without rounding, as `metrics` of the command line prints them.'),
    query: z.object({}),
    handle: async (_query, _request, context) =>
      context.query.call('voiceSkillCallMetrics', await atNow(context, { now: context.now() }), STORE_DEADLINE_SECONDS),
  }),
  route({
    ...get('/metrics/failures', 'Calls that failed or were given up, newest first.'),
    query: z.object({ limit: parameter.whole(1, 1000).optional().describe('10 when left out.') }),
    handle: async ({ limit = 10 }, _request, context) =>
      context.query.call('voiceSkillFailures', await atNow(context, { limit, mode: context.output }), STORE_DEADLINE_SECONDS),
  }),
  route({
    ...get('/metrics/health', 'The last hour: 200 when healthy, 503 when calls fail.'),
    query: z.object({}),
    async handle(_query, request, context) {
      const query = await atNow(context, { now: context.now() });
      const health = await context.query.call('voiceSkillHealth', query, STORE_DEADLINE_SECONDS);
      return request.json(health, health.status === 'healthy' ? 200 : 503);
    },
  }),
  route({
    ...get('/metrics/prometheus', 'The metrics of voice-skill, text format 0.0.4.'),
    query: z.object({}),
    async handle(_query, request, context) {
      const { text } = await context.query.call(
        'voiceSkillPrometheus',
        await atNow(context, { now: context.now() }),
        STORE_DEADLINE_SECONDS,
      );
      return request.body(text, 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    },
  }),
  route({
    ...get('/metrics/export', 'The calls of so many days, newest first, as JSON or CSV.'),
    query: z.object({
      format: parameter.oneOf(['json', 'csv']).optional().describe('json when left out.'),
      days: parameter.whole(1, MAX_DAYS).optional().describe('30 when left out.'),
    }),
    async handle({ format = 'json', days = 30 }, request, context) {
      const query = { format, days, now: context.now(), mode: context.output };
      const body = await streamExport(context, request, { kind: 'voiceSkill', query });
      const csv = { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="calls-export.csv"' };
      return new Response(body, { headers: format === 'csv' ? csv : { 'content-type': 'application/json' } });
    },
  }),
];

const series: readonly Route[] = [
  route({
    ...get('/metrics/hourly', 'Calls by hour of UTC, the running hour last.'),
    query: z.object({ hours }),
    handle: async (query, _request, context) =>
      context.query.call(
        'voiceSkillHourly',
        await atNow(context, { hours: query.hours ?? 24, now: context.now() }),
        STORE_DEADLINE_SECONDS,
      ),
  }),
  route({
    ...get('/metrics/daily', 'Calls by day of UTC, today last.'),
    query: z.object({ days: parameter.whole(1, MAX_DAYS).optional().describe('30 when left out.') }),
    handle: async ({ days = 30 }, _request, context) =>
      context.query.call('voiceSkillDaily', await atNow(context, { days, now: context.now() }), STORE_DEADLINE_SECONDS),
  }),
];

const latencies: readonly Route[] = [
  route({
    ...get('/metrics/latency', 'Latencies by type, in milliseconds.'),
    query: z.object({ hours }),
    handle: async (query, _request, context) =>
      context.query.call(
        'voiceSkillLatency',
        await atNow(context, { hours: query.hours ?? 24, now: context.now() }),
        STORE_DEADLINE_SECONDS,
      ),
  }),
  route({
    ...get('/metrics/latency/events', 'Single latencies, newest first.'),
    query: z.object({
      call_id: parameter.text().optional(),
      event_type: parameter.oneOf(LATENCY_TYPES).optional(),
      limit: parameter.whole(1, 1000).optional().describe('100 when left out.'),
    }),
    async handle({ call_id: callId, event_type: eventType, limit = 100 }, request, context) {
      const query = {
        ...(callId === undefined ? {} : { call: { asked: callId, id: await recordIdOf(callId, request, context) } }),
        ...(eventType === undefined ? {} : { eventType }),
        limit,
      };
      return context.query.call('voiceSkillLatencyEvents', await atNow(context, query), STORE_DEADLINE_SECONDS);
    },
  }),
];

/** On a listener of its own alone: elsewhere this path is that of the server's health. */
export const voiceSkillBridgeHealth = route({
  ...get('/health', 'Whether the bridge answers, and how many calls are active.'),
  query: z.object({}),
  handle: async (_query, _request, context) =>
    context.query.call('voiceSkillBridge', await atNow(context, { now: context.now() }), STORE_DEADLINE_SECONDS),
});

/** Body of `GET /` on a listener of its own; on the main listener the page is there. */
export const voiceSkillRoot = route({
  ...get('/', 'Which routes there are.'),
  query: z.object({}),
  handle: async (_query, _request, context) => ({
    name: 'Voice Call Metrics Server',
    version: context.version,
    endpoints: Object.fromEntries(
      [...voiceSkillRoutes, voiceSkillBridgeHealth].map(({ method, path, summary }) => [`${method.toUpperCase()} ${path}`, summary]),
    ),
    latency_event_types: LATENCY_TYPES,
  }),
});

const stale: readonly Route[] = [
  route({
    ...get('/sessions', 'The active calls as the session bridge of voice-skill lists them, the oldest 1,000.'),
    query: z.object({}),
    handle: async (_query, _request, context) =>
      context.query.call('voiceSkillSessions', await atNow(context, { mode: context.output }), STORE_DEADLINE_SECONDS),
  }),
  route({
    ...get('/storage/stats', 'How many calls are kept, as the host of voice-skill says it. What only its disk tells is null.'),
    query: z.object({}),
    handle: async (_query, _request, context) =>
      context.query.call('voiceSkillStorage', await atNow(context, { now: context.now() }), STORE_DEADLINE_SECONDS),
  }),
  route({
    ...get('/zombie-calls', 'Active calls that started longer ago than the threshold.'),
    query: z.object({ threshold }),
    handle: async (query, _request, context) =>
      context.query.call(
        'voiceSkillZombies',
        await atNow(context, { threshold: query.threshold ?? 3600, now: context.now(), mode: context.output }),
        STORE_DEADLINE_SECONDS,
      ),
  }),
  route({
    method: 'post',
    path: '/cleanup-stale-calls',
    summary: 'Gives up active calls of which nothing was heard for the threshold.',
    role: 'write',
    query: z.object({ threshold }),
    body: JSON_BODY,
    answer: OBJECT,
    async handle(query, request, context) {
      const body = await readJson(request, true);
      const seconds = query.threshold ?? readThreshold(body);
      const { ids, lsn } = await context.main.call('sweep', { silentSeconds: seconds, isDryRun: false }, MAIN_DEADLINE_SECONDS);
      await context.store.call('kept', { lsn }, STORE_DEADLINE_SECONDS);
      const { cleaned } = await context.query.call('voiceSkillCleaned', { query: { ids }, afterLsn: lsn }, STORE_DEADLINE_SECONDS);
      const cutoff = isoTime(context.now() - seconds);
      return {
        success: true,
        cleaned_count: ids.length,
        cleaned_calls: cleaned,
        threshold_seconds: seconds,
        cutoff_time: cutoff,
        errors: [],
      };
    },
  }),
];

const inputs: readonly Route[] = [
  route({
    method: 'post',
    path: '/sync-transcript',
    summary: 'Answers as the session bridge does that has nothing to hand on: what was said is not kept.',
    role: 'ingest',
    query: z.object({}),
    body: JSON_BODY,
    answer: OBJECT,
    async handle(_query, request) {
      await readJson(request, true);
      return { success: true, messagesInjected: 0 };
    },
  }),
  route({
    method: 'post',
    path: '/call-event',
    summary: 'Takes an event of a call as the session bridge of voice-skill does.',
    role: 'ingest',
    query: z.object({}),
    body: JSON_BODY,
    answer: OBJECT,
    async handle(_query, request, context) {
      const body = await readJson(request, false);
      const { events, status } = readCallEvent(body, { now: context.now(), offsetAt: context.voiceSkillClock });
      return { status, ...(await take(context, events)) };
    },
  }),
  route({
    method: 'post',
    path: '/metrics/latency',
    summary: 'Takes one latency of a known call.',
    role: 'ingest',
    query: z.object({}),
    body: JSON_BODY,
    answer: OBJECT,
    async handle(_query, request, context) {
      const { event, callId, told } = readLatency(await readJson(request, false));
      // Programs know the ids of their calls: the limit is for readers.
      const [found] = (await findOwn(context, callId)).calls;
      if ((found?.call.id ?? callId) === callId) throw new TeleError('NOT_FOUND', 'There is no call with this call_id.');
      await take(context, [event]);
      return request.json({ status: 'recorded', ...told }, 201);
    },
  }),
];

/** The routes of voice-skill, with its JSON. What it computed wrongly is right here: docs/voice-skill.md says what that changes. */
export const voiceSkillRoutes: readonly Route[] = [...summaries, ...series, ...latencies, ...stale, ...inputs];

function get(path: string, summary: string) {
  return { method: 'get', path, summary, role: 'read', answer: OBJECT } as const;
}

/** A query together with the number that covers everything that has arrived. */
async function atNow<Query>(context: AppContext, query: Query): Promise<{ readonly query: Query; readonly afterLsn: number }> {
  return { query, afterLsn: await flushMain(context) };
}

/** The calls of an id, be it that of the program or that of a record. */
async function findOwn(context: AppContext, callId: string) {
  const query = { id: callId, callKey: context.hashCallId(callId), similarSeconds: 0, afterLsn: await flushMain(context) };
  return context.query.call('find', query, STORE_DEADLINE_SECONDS);
}

/** The record id of a call by its own id; the text itself when there is no such call, so that it may be a record id already. */
async function recordIdOf(callId: string, request: ApiContext, context: RouteContext): Promise<string> {
  const { calls } = await context.people.findByCallId(callId, request, async () => findOwn(context, callId));
  return calls[0]?.call.id ?? callId;
}

/** Hands events over and waits until they are on the disk. The result tells of a time that was not used. */
async function take(context: AppContext, events: readonly object[]): Promise<{ readonly adjusted?: readonly AdjustedEvent[] }> {
  if (events.length === 0) return {};
  const { adjusted, lsn } = await context.main.call('ingest', { events }, INGEST_DEADLINE_SECONDS);
  await context.store.call('kept', { lsn }, STORE_DEADLINE_SECONDS);
  return adjusted.length === 0 ? {} : { adjusted };
}

async function readJson(request: ApiContext, mayBeEmpty: boolean): Promise<unknown> {
  const text = await request.req.text();
  if (text === '' && mayBeEmpty) return {};
  if (isTooDeep(text)) refuse('The body has too many brackets within brackets.');
  try {
    return JSON.parse(text);
  } catch {
    // The message of the engine repeats what was sent.
    return refuse('The body is not JSON.');
  }
}

function readThreshold(body: unknown): number {
  const given = typeof body === 'object' && body !== null && 'threshold' in body ? body.threshold : undefined;
  if (given === undefined) return 3600;
  if (typeof given === 'number' && Number.isFinite(given) && given >= 1) return given;
  return refuse('The field threshold is not a number of seconds, 1 or more.');
}
