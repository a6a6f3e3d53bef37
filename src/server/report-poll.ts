import { labelText, type Clock, type DropReason, type Emit, type TelephonyEvent } from '../core/index.ts';
import type { WriterReport } from './writer-report.ts';

/** What the store thread reports, as events: gauges, syncs and losses. */
export function reportEvents(
  { spool, syncSeconds, cutBytes, corrupt, shed, unwritten, upkeep, stats }: WriterReport,
  at: number,
): readonly TelephonyEvent[] {
  const { bytes, maxBytes, waitingChanges, oldestAgeSeconds } = spool;
  const dropped = (stage: string, reason: DropReason, count: number): readonly TelephonyEvent[] =>
    count === 0 ? [] : [{ type: 'event.dropped', at, stage: labelText(stage), reason, count }];
  return [
    { type: 'spool.state', at, bytes, maxBytes, waitingChanges, oldestAgeSeconds },
    ...syncSeconds.map((seconds) => ({ type: 'spool.synced', at, seconds }) as const),
    ...(cutBytes === 0 ? [] : [{ type: 'spool.cut', at, lengthBytes: cutBytes } as const]),
    ...(stats === undefined
      ? []
      : [{ type: 'store.state', at, bytes: stats.sizeBytes, calls: stats.calls, openCalls: stats.openCalls } as const]),
    ...upkeep.map(({ isDone: _isDone, deletedDays: _deletedDays, ...done }) => ({ type: 'store.upkeep', at, ...done }) as const),
    ...dropped('timeline', 'spool_full', shed),
    ...dropped('spool', 'spool_corrupt', corrupt),
    ...dropped('store', 'store_failed', unwritten),
  ];
}

interface PollContext {
  /** Asks the store thread for its report. */
  readonly ask: () => Promise<WriterReport>;
  readonly emit: Emit;
  readonly now: Clock;
}

/** Makes what asks the store thread and emits what it says. While it has not answered it is not asked again. */
export function createReportPoll({ ask, emit, now }: PollContext): () => void {
  let isAsking = false;
  const poll = async (): Promise<void> => {
    isAsking = true;
    try {
      for (const event of reportEvents(await ask(), now())) emit(event);
    } catch {
      // That the store thread is gone or has failed is for the health checks to say.
    }
    isAsking = false;
  };
  return () => void (isAsking ? undefined : poll());
}
