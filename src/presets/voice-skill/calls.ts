import { present, secondsBetween, type CallStore, type StoredCall, type StoredPrivate } from '../../core/index.ts';
import { isFailed, readUnsettled } from './counts.ts';
import { failureReasonOf, isoTime, rounded, statusOf, typeOf } from './words.ts';

/** Shows a number as its host shows numbers. Undefined when it does not. */
export type ShowNumber = (number: StoredPrivate) => string | undefined;

/** A call in voice-skill's words, as its export and its failures have it. Times are ISO 8601 in UTC. */
export function callBody(call: StoredCall, show: ShowNumber) {
  return {
    call_id: call.callId,
    call_type: typeOf(call.direction),
    caller_number: shown(call.caller, show),
    callee_number: shown(call.callee, show),
    started_at: isoTime(call.startedAt),
    ended_at: call.endedAt === undefined ? null : isoTime(call.endedAt),
    // One that was not answered, or of which nobody knows when it ended, lasted from its begin to where it was given up.
    duration_seconds: rounded(call.talkSeconds ?? secondsBetween(call.startedAt, call.endedAt), 3),
    status: statusOf(call),
    has_transcript: call.hasTranscript ?? false,
    has_audio: call.hasRecording ?? false,
  };
}

/** Calls looked through for failures at most: where nearly all succeed, the older failures are left out. */
const MAX_PAGES = 40;
const PAGE = 500;
const MAX_SESSIONS = 1000;

/** `GET /metrics/failures`: failed and given up, newest first. */
export async function failuresAnswer(
  store: CallStore,
  { limit, show }: { readonly limit: number; readonly show: ShowNumber },
): Promise<object> {
  const failures: object[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES && failures.length < limit; page += 1) {
    const { calls, nextCursor } = await store.listCalls({ isActive: false, limit: PAGE, ...present({ cursor }) });
    for (const call of calls.filter(isFailed))
      failures.push({ ...callBody(call, show), metadata: metadataBody(call), failure_reason: failureReasonOf(call) });
    if (nextCursor === undefined) break;
    cursor = nextCursor;
  }
  const newest = failures.slice(0, limit);
  return { failures: newest, count: newest.length };
}

/** What its program told of a call or a latency besides, as far as everybody may see it. */
export function metadataBody({ metadata }: { readonly metadata?: string }): unknown {
  return metadata === undefined ? null : JSON.parse(metadata);
}

/** `GET /zombie-calls`: open calls that started longer ago than the threshold, in seconds; oldest first. */
export async function zombiesAnswer(
  store: CallStore,
  { threshold, now, show }: { readonly threshold: number; readonly now: number; readonly show: ShowNumber },
): Promise<object> {
  const old = (await readUnsettled(store)).active.filter(({ startedAt }) => startedAt < now - threshold);
  const zombies = old.toSorted((a, b) => a.startedAt - b.startedAt).map((call) => zombieBody(call, now, show));
  return { zombies, count: zombies.length, threshold };
}

/** `GET /health` of the session bridge. */
export async function bridgeHealthAnswer(store: CallStore, { now }: { readonly now: number }): Promise<object> {
  const { active } = await readUnsettled(store);
  return { status: 'healthy', activeCalls: active.length, timestamp: isoTime(now) };
}

/** `GET /sessions` of the session bridge: the calls that are not over, the oldest first, in the words of its events. Of very many not all. */
export async function sessionsAnswer(store: CallStore, { show }: { readonly show: ShowNumber }): Promise<object> {
  const { active } = await readUnsettled(store);
  const sessions = active
    .toSorted((a, b) => a.startedAt - b.startedAt)
    .slice(0, MAX_SESSIONS)
    .map((call) => ({
      callId: call.callId,
      direction: typeOf(call.direction),
      phoneNumber: shown(call.direction === 'outbound' ? call.callee : call.caller, show),
      startedAt: isoTime(call.startedAt),
      hasTranscript: call.hasTranscript ?? false,
    }));
  return { sessions: sessions.map((session) => ({ ...session, ...bridgeFields(session) })), count: active.length };
}

/** Session as the bridge lists it. `pending` is empty: transcripts are not stored. */
function bridgeFields({ phoneNumber }: { readonly phoneNumber: string | null }) {
  return { sessionKey: phoneNumber === null ? null : `voice:${phoneNumber.replace('+', '')}`, pendingTranscripts: 0 };
}

function zombieBody(call: StoredCall, now: number, show: ShowNumber) {
  return { ...callBody(call, show), duration_seconds: rounded(now - call.startedAt, 1) };
}

/** The calls that `POST /cleanup-stale-calls` gave up, by the ids of their records; those that were deleted since are left out. */
export async function cleanedAnswer(
  store: CallStore,
  { ids }: { readonly ids: readonly string[] },
): Promise<{ readonly cleaned: readonly object[] }> {
  const cleaned: object[] = [];
  for (const id of ids) {
    const [found] = await store.findCalls(id);
    if (found === undefined) continue;
    const { call_id, call_type, started_at, duration_seconds, status } = callBody(found.call, () => undefined);
    cleaned.push({ call_id, call_type, started_at, duration_seconds, status });
  }
  return { cleaned };
}

function shown(number: StoredPrivate | undefined, show: ShowNumber): string | null {
  return number === undefined ? null : (show(number) ?? null);
}
