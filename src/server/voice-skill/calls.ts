import type { CallStore, StoredCall } from '../../core/index.ts';
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

/** `GET /metrics/failures`: failed and given up, newest first. */
export async function failuresAnswer(store: CallStore, limit: number, show: ShowPrivate): Promise<object> {
  const { calls } = await store.listCalls({ isFailure: true, isActive: false, limit });
  const failures = calls.map((call) => ({ ...callBody(call, show), metadata: null, failure_reason: failureReasonOf(call) }));
  return { failures, count: failures.length };
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
