import type { Clock, DropReason } from '../../core/index.ts';
import type { OtlpLost } from '../../exporters/index.ts';
import type { SharedPages } from '../../metrics/index.ts';
import type { ProgramLog } from '../program-log.ts';

/** What an instance gives to what exports of it. */
export interface LinkContext {
  readonly pages: SharedPages;
  readonly privacyKey: Uint8Array;
  readonly now: Clock;
  /** Counts what the collector will not get. */
  readonly lose: (what: OtlpLost['what'], reason: DropReason, count: number) => void;
  readonly log: Pick<ProgramLog, 'info' | 'warning'>;
}
