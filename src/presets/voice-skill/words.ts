import type { Cause, Ended, LatencyStage, StoredCall } from '../../core/index.ts';
import { OVER, voiceSkillStatus } from './voice-skill-status.ts';

/** The statuses of calls, those that go on included. */
export const STATUS = [...OVER, 'active'] as const;
export type Status = (typeof STATUS)[number];

/** The reasons of its failures, with those that it never told apart. */
export const FAILURE_REASON = ['timeout', 'user_hangup', 'network_error', 'api_error', 'unknown'] as const;
export type FailureReason = (typeof FAILURE_REASON)[number];

/** Its names of latencies, and what they are here. */
export const LATENCY_TYPE = {
  speech_end_to_first_audio: 'speech_end_to_first_audio',
  tool_call_duration: 'tool_call',
  session_duration: 'session',
} as const satisfies Readonly<Record<string, LatencyStage>>;
export type LatencyType = keyof typeof LATENCY_TYPE;

type Ending = Pick<StoredCall, 'state' | 'outcome' | 'ended' | 'cause'>;

/** The status of a call. */
export function statusOf({ state, outcome, ended, cause }: Ending): Status {
  if (state !== 'ended' || outcome === undefined) return 'active';
  return voiceSkillStatus({ outcome, ended, cause });
}

const REASON_OF: Readonly<Record<Cause, FailureReason>> = {
  normal: 'unknown',
  busy: 'user_hangup',
  no_answer: 'timeout',
  unavailable: 'network_error',
  unallocated: 'api_error',
  incomplete: 'api_error',
  declined: 'user_hangup',
  blocked: 'api_error',
  auth: 'api_error',
  forbidden: 'api_error',
  media: 'api_error',
  loop: 'network_error',
  congestion: 'network_error',
  no_response: 'timeout',
  server_error: 'api_error',
  elsewhere: 'unknown',
  cancelled: 'user_hangup',
  session_expired: 'timeout',
  transferred: 'unknown',
  other: 'unknown',
};

/** Ends after an answer that were waited for in vain: of a BYE, an ACK or a refresh. */
const DROPPED: ReadonlySet<Ended> = new Set(['unknown', 'no_ack', 'session_expired']);

/** Its reason of a call that did not complete. */
export function failureReasonOf({ outcome, cause, ended }: Pick<StoredCall, 'outcome' | 'cause' | 'ended'>): FailureReason {
  if (outcome === 'unknown' || (ended !== undefined && DROPPED.has(ended))) return 'timeout';
  return cause === undefined ? 'unknown' : REASON_OF[cause];
}

/** Everything that is not inbound was outbound to it. */
export function typeOf(direction: string): 'inbound' | 'outbound' {
  return direction === 'inbound' ? 'inbound' : 'outbound';
}

/** A time as ISO 8601 in UTC, with one `Z`. */
export function isoTime(at: number): string {
  // oxlint-disable-next-line no-restricted-globals -- A time that was given becomes text; no clock is read.
  return new Date(at * 1000).toISOString();
}

/** Rounded to so many decimals; null for no data. */
export function rounded(value: number | undefined, decimals: number): number | null {
  return value === undefined ? null : Math.round(value * 10 ** decimals) / 10 ** decimals;
}
