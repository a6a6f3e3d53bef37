import {
  type CallStore,
  type CallSummary,
  CallTally,
  type Distribution,
  type Ended,
  isProbe,
  type Outcome,
  type StoredCall,
  type Window,
} from '../../core/index.ts';
import { voiceSkillStatus } from './voice-skill-status.ts';
import { failureReasonOf, type FailureReason, type Status, statusOf, typeOf } from './words.ts';

/** The calls of a window as voice-skill counts them. */
export interface Counts {
  /** Active calls that started in the window included. */
  readonly total: number;
  readonly finished: number;
  /** Calls without those that only met an authentication challenge. */
  readonly tried: number;
  readonly byStatus: Readonly<Record<Status, number>>;
  readonly byType: { readonly inbound: number; readonly outbound: number };
  readonly failureReasons: Partial<Record<FailureReason, number>>;
  /** Completed over those that were tried and of which it is known how they came out, in percent. Active calls are no failures. Absent without such a call. */
  readonly successRate?: number;
  readonly transcriptRate?: number;
  readonly withTranscript: number;
  /** Talk time of completed calls, seconds. */
  readonly duration?: Distribution;
  /** Active calls, whenever they started. */
  readonly activeNow: number;
}

/** Counts without any call. */
export const NO_CALLS: Counts = {
  total: 0,
  finished: 0,
  tried: 0,
  byStatus: { completed: 0, failed: 0, timeout: 0, cancelled: 0, unknown: 0, active: 0 },
  byType: { inbound: 0, outbound: 0 },
  failureReasons: {},
  withTranscript: 0,
  activeNow: 0,
};

/** Mean talk time of the calls that completed, seconds. Undefined without one. */
export function averageOf({ duration }: Counts): number | undefined {
  return duration === undefined ? undefined : duration.sum / duration.count;
}

/** The calls that no tally counts yet. */
export interface Unsettled {
  /** Those that are not over. */
  readonly active: readonly StoredCall[];
  /** Those that are over and only wait to settle. */
  readonly ending: readonly StoredCall[];
}

/** Reads the calls that no tally counts yet. */
export async function readUnsettled(store: CallStore): Promise<Unsettled> {
  const open = (await store.openCalls()).map(({ call }) => call).filter((call) => !isProbe(call) && call.isAnswerOnly !== true);
  return { active: open.filter(({ state }) => state !== 'ended'), ending: open.filter(({ state }) => state === 'ended') };
}

/** Those of them that started in a window. */
export function unsettledIn({ active, ending }: Unsettled, { since, until }: Window): Unsettled {
  const isIn = ({ startedAt }: StoredCall): boolean => startedAt >= since && startedAt < until;
  return { active: active.filter(isIn), ending: ending.filter(isIn) };
}

/** A tally together with the calls that will be in it once they have settled. */
export function withEnding(tally: CallTally, ending: readonly StoredCall[]): CallTally {
  const all = new CallTally(tally.weight);
  all.merge(tally);
  for (const call of ending) all.add({ ...call, isProvisional: false });
  return all;
}

/** Counts a window. `unsettled` are all calls that no tally counts now. */
export async function countWindow(store: CallStore, window: Window, unsettled: Unsettled): Promise<Counts> {
  const { value } = await store.summarize(window);
  const { active, ending } = unsettledIn(unsettled, window);
  const total = withEnding(value.total, ending);
  const finished = total.attempts;
  const inbound = attemptsOf(value.byDirection.get('inbound')) + [...active, ...ending].filter(isInbound).length;
  const byStatus = countStatuses(value, { active, ending });
  const all = finished + active.length;
  const tried = finished - total.counts.challenged;
  const told = tried - byStatus.unknown;
  return {
    total: all,
    finished,
    tried,
    byStatus,
    byType: { inbound, outbound: all - inbound },
    failureReasons: countReasons(value, ending),
    ...(told === 0 ? {} : { successRate: (byStatus.completed / told) * 100 }),
    ...(finished === 0 ? {} : { transcriptRate: (total.withTranscript / finished) * 100 }),
    withTranscript: total.withTranscript,
    ...durationOf(total),
    activeNow: unsettled.active.length,
  };
}

/** Sum and count are of the calls that completed. */
function durationOf({ talk, counts: { talked, talkSeconds } }: CallTally): { readonly duration?: Distribution } {
  return talk === undefined || talked === 0 ? {} : { duration: { ...talk, sum: talkSeconds, count: talked } };
}

function isInbound({ direction }: StoredCall): boolean {
  return typeOf(direction) === 'inbound';
}

/** Each call under the word that lists and exports have for it. The values of a summary are those that are declared. */
function countStatuses(summary: CallSummary, { active, ending }: Unsettled): Readonly<Record<Status, number>> {
  const counts: Record<Status, number> = { ...NO_CALLS.byStatus, active: active.length };
  const { byOutcome, byEnded } = summary;
  for (const [outcome, { attempts }] of byOutcome)
    if (outcome !== 'answered' && outcome !== 'unknown') counts[voiceSkillStatus({ outcome: outcome as Outcome })] += attempts;
  const silent = silentBeforeAnswer(summary);
  counts.timeout += silent;
  counts.unknown += attemptsOf(byOutcome.get('unknown')) - silent;
  for (const [ended, { attempts }] of byEnded) counts[voiceSkillStatus({ outcome: 'answered', ended: ended as Ended })] += attempts;
  for (const call of ending) counts[statusOf(call)] += 1;
  return counts;
}

/** Calls that silence ended before an answer. */
function silentBeforeAnswer({ byCause }: CallSummary): number {
  return byCause.get('no_response')?.swept ?? 0;
}

/** Why calls failed or were given up: before an answer by cause, after it by how they ended. */
function countReasons(summary: CallSummary, ending: readonly StoredCall[]): Partial<Record<FailureReason, number>> {
  const { byCause, byEnded } = summary;
  const reasons: Partial<Record<FailureReason, number>> = {};
  const add = (reason: FailureReason, count: number): void => {
    if (count > 0) reasons[reason] = (reasons[reason] ?? 0) + count;
  };
  const silent = attemptsOf(byEnded.get('unknown'));
  for (const [cause, { attempts, counts, cancelled, swept }] of byCause) {
    // Answered elsewhere is cancelled.
    if (cause === 'normal' || cause === 'elsewhere') continue;
    // Answered calls that were swept have this cause.
    const unknown = Math.max(0, swept - (cause === 'other' ? silent : 0));
    add(failureReasonOf({ cause: cause as StoredCall['cause'] & string }), attempts - counts.answered - cancelled - unknown);
  }
  add(failureReasonOf({ outcome: 'unknown' }), silentBeforeAnswer(summary));
  for (const [ended, { attempts }] of byEnded)
    if (voiceSkillStatus({ outcome: 'answered', ended: ended as Ended }) !== 'completed')
      add(failureReasonOf({ ended: ended as Ended }), attempts);
  for (const call of ending) if (isFailed(call)) add(failureReasonOf(call), 1);
  return reasons;
}

/** Whether a call failed or was given up. */
export function isFailed(call: StoredCall): boolean {
  const status = statusOf(call);
  return status === 'failed' || status === 'timeout';
}

function attemptsOf(tally: CallTally | undefined): number {
  return tally?.attempts ?? 0;
}
