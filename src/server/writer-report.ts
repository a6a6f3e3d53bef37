import { present, type MaintainReport, type StoreStats } from '../core/index.ts';
import type { SpoolObserver } from '../stores/index.ts';
import type { SpoolState } from './messages.ts';

/** What the store thread has done since its report before. */
export interface WriterReport {
  readonly spool: SpoolState;
  /** How long each sync of the spool took. */
  readonly syncSeconds: readonly number[];
  /** Bytes of the spool that were no changes any more. */
  readonly cutBytes: number;
  /** Acknowledged changes that the spool could not give back. */
  readonly corrupt: number;
  /** Calls whose timeline was left out because the spool was nearly full. */
  readonly shed: number;
  /** Changes that no try could write to the store. */
  readonly unwritten: number;
  /** Rounds of upkeep that did something. */
  readonly upkeep: readonly MaintainReport[];
  /** What the store holds. Absent when it was not counted anew. */
  readonly stats?: StoreStats;
}

/** Collects a report. */
export interface ReportCollector extends SpoolObserver {
  /** So many changes could not be written to the store. */
  gaveUp(changes: number): void;
  /** A round of upkeep is over. */
  maintained(report: MaintainReport, stats: StoreStats): void;
  /** What was collected since the call before. */
  take(spool: SpoolState): WriterReport;
}

/** Starts with nothing. */
export function createReportCollector(): ReportCollector {
  let syncSeconds: number[] = [];
  let upkeep: MaintainReport[] = [];
  let stats: StoreStats | undefined;
  let counts = { cutBytes: 0, corrupt: 0, shed: 0, unwritten: 0 };
  return {
    synced: (seconds) => void syncSeconds.push(seconds),
    cut: (lengthBytes) => void (counts.cutBytes += lengthBytes),
    lost: (count, reason) => void (counts[reason] += count),
    gaveUp: (changes) => void (counts.unwritten += changes),
    maintained(report, counted) {
      const { sealedDays, deletedCalls, deletedTimelines, freedBytes } = report;
      if (sealedDays + deletedCalls + deletedTimelines + freedBytes > 0) upkeep.push(report);
      stats = counted;
    },
    take(spool) {
      const report = { spool, syncSeconds, upkeep, ...counts, ...present({ stats }) };
      syncSeconds = [];
      upkeep = [];
      stats = undefined;
      counts = { cutBytes: 0, corrupt: 0, shed: 0, unwritten: 0 };
      return report;
    },
  };
}
