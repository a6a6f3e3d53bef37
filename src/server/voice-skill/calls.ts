import { present, type CallStore, type StoredCall } from '../../core/index.ts';
import { failureReasonOf, isoTime, rounded, statusOf, typeOf } from './words.ts';
import { openNow } from './counts.ts';

/** Shows a private value of a call as the output policy says; null when it does not, or when the call has none. */
export type ShowPrivate = (secret: StoredCall['caller']) => string | null;

/** A call in voice-skill's words, as its export and its failures have it. Times are ISO 8601 in UTC. */
export function callBody(call: StoredCall, show: ShowPrivate) {
  return {
    call_id: call.callId,
    call_type: typeOf(call.direction),
    caller_number: show(call.caller),
    callee_number: show(call.callee),
    started_at: isoTime(call.startedAt),
    ended_at: call.endedAt === undefined ? null : isoTime(call.endedAt),
    duration_seconds: rounded(call.talkSeconds, 3),
    status: statusOf(call),
    has_transcript: call.hasTranscript ?? false,
    has_audio: call.hasRecording ?? false,
  };
}

/** Calls looked through for failures at most: where nearly all succeed, the older failures are left out. */
const MAX_PAGES = 40;
const PAGE = 500;

/** `GET /metrics/failures`: failed and given up, newest first. */
export async function failuresAnswer(store: CallStore, limit: number, show: ShowPrivate): Promise<object> {
  const failures: object[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES && failures.length < limit; page += 1) {
    const { calls, nextCursor } = await store.listCalls({ isActive: false, limit: PAGE, ...present({ cursor }) });
    for (const call of calls.filter(isFailed))
      failures.push({ ...callBody(call, show), metadata: null, failure_reason: failureReasonOf(call) });
    if (nextCursor === undefined) break;
    cursor = nextCursor;
  }
  const newest = failures.slice(0, limit);
  return { failures: newest, count: newest.length };
}

function isFailed(call: StoredCall): boolean {
  const status = statusOf(call);
  return status === 'failed' || status === 'timeout';
}

/** `GET /zombie-calls`: open calls that started longer ago than the threshold, in seconds; oldest first. */
export async function zombiesAnswer(
  store: CallStore,
  { threshold, now }: { readonly threshold: number; readonly now: number },
  show: ShowPrivate,
): Promise<object> {
  const old = (await openNow(store)).filter(({ startedAt }) => startedAt < now - threshold);
  const zombies = old.toSorted((a, b) => a.startedAt - b.startedAt).map((call) => zombieBody(call, now, show));
  return { zombies, count: zombies.length, threshold };
}

function zombieBody(call: StoredCall, now: number, show: ShowPrivate) {
  return { ...callBody(call, show), duration_seconds: rounded(now - call.startedAt, 1) };
}
