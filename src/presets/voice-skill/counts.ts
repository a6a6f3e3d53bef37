import { type CallStore, type CallSummary, CallTally, type Distribution, type StoredCall, type Window } from '../../core/index.ts';
import { failureReasonOf, type FailureReason, type Status, statusOf, typeOf } from './words.ts';

/** The calls of a window as voice-skill counts them. */
export interface Counts {
  /** Active calls that started in the window included. */
  readonly total: number;
  readonly finished: number;
  readonly byStatus: Readonly<Record<Status, number>>;
  readonly byType: { readonly inbound: number; readonly outbound: number };
  readonly failureReasons: Partial<Record<FailureReason, number>>;
  /** Completed over finished, in percent. Active calls are no failures. Absent without a finished call. */
  readonly successRate?: number;
  readonly transcriptRate?: number;
  readonly withTranscript: number;
  /** Talk time of completed calls, seconds. */
  readonly duration?: Distribution;
  /** Active calls, whenever they started. */
  readonly activeNow: number;
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
  const open = (await store.openCalls()).map(({ call }) => call);
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
  const byStatus = countStatuses(total, active.length);
  const all = finished + active.length;
  return {
    total: all,
    finished,
    byStatus,
    byType: { inbound, outbound: all - inbound },
    failureReasons: countReasons(value, ending),
    ...(finished === 0
      ? {}
      : { successRate: (byStatus.completed / finished) * 100, transcriptRate: (total.withTranscript / finished) * 100 }),
    withTranscript: total.withTranscript,
    ...(total.talk === undefined ? {} : { duration: total.talk }),
    activeNow: unsettled.active.length,
  };
}

function isInbound({ direction }: StoredCall): boolean {
  return typeOf(direction) === 'inbound';
}

function countStatuses(total: CallTally, active: number): Readonly<Record<Status, number>> {
  const { attempts, cancelled, swept: timeout } = total;
  const { completed } = total.counts;
  return { completed, failed: attempts - completed - cancelled - timeout, timeout, cancelled, active };
}

/** Why calls failed or were given up, by cause. */
function countReasons({ byCause, byEnded }: CallSummary, ending: readonly StoredCall[]): Partial<Record<FailureReason, number>> {
  const reasons: Partial<Record<FailureReason, number>> = {};
  const add = (reason: FailureReason, count: number): void => {
    if (count > 0) reasons[reason] = (reasons[reason] ?? 0) + count;
  };
  for (const [cause, tally] of byCause) {
    // The causes of calls that nobody failed: they completed, were cancelled, or ended by silence.
    if (cause === 'normal' || cause === 'cancelled') continue;
    // A cause of a rollup is one of the declared ones.
    add(failureReasonOf({ cause: cause as StoredCall['cause'] & string }), tally.attempts - tally.counts.answered);
  }
  // Of the answered ones only those that silence ended; calls that silence ended before an answer have the cause of that.
  add('timeout', attemptsOf(byEnded.get('unknown')));
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
