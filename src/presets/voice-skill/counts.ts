import type { CallStore, CallSummary, CallTally, Distribution, StoredCall } from '../../core/index.ts';
import { failureReasonOf, type FailureReason, type Status, typeOf } from './words.ts';

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

/** Counts a window. `open` are all calls that are open now. */
export async function countWindow(store: CallStore, since: number, until: number, open: readonly StoredCall[]): Promise<Counts> {
  const { value } = await store.summarize({ since, until });
  const activeInWindow = open.filter(({ startedAt }) => startedAt >= since && startedAt < until);
  const byStatus = countStatuses(value.total, activeInWindow.length);
  const { total } = value;
  const finished = total.attempts;
  const inbound =
    attemptsOf(value.byDirection.get('inbound')) + activeInWindow.filter(({ direction }) => typeOf(direction) === 'inbound').length;
  const all = finished + activeInWindow.length;
  return {
    total: all,
    finished,
    byStatus,
    byType: { inbound, outbound: all - inbound },
    failureReasons: countReasons(value),
    ...(finished === 0
      ? {}
      : { successRate: (byStatus.completed / finished) * 100, transcriptRate: (total.withTranscript / finished) * 100 }),
    withTranscript: total.withTranscript,
    ...(total.talk === undefined ? {} : { duration: total.talk }),
    activeNow: open.length,
  };
}

/** The calls that are open now: those that have ended and only wait to settle are not. */
export async function openNow(store: CallStore): Promise<readonly StoredCall[]> {
  const open = await store.openCalls();
  return open.map(({ call }) => call).filter(({ state }) => state !== 'ended');
}

function countStatuses(total: CallTally, active: number): Readonly<Record<Status, number>> {
  const { attempts, cancelled, swept: timeout } = total;
  const { completed } = total.counts;
  return { active, completed, failed: attempts - completed - cancelled - timeout, cancelled, timeout };
}

/** Why calls failed or were given up, by cause. */
function countReasons({ byCause, byEnded }: CallSummary): Partial<Record<FailureReason, number>> {
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
  return reasons;
}

function attemptsOf(tally: CallTally | undefined): number {
  return tally?.attempts ?? 0;
}
