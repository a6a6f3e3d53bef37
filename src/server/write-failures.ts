import type { TeleError } from '../core/index.ts';
import type { StoreHealth } from './messages.ts';

/** Where a write can fail. */
export type WriteStage = 'spool' | 'store';
type Failure = NonNullable<StoreHealth['failure']>;

interface FailuresContext {
  readonly now: () => number;
  /** Told of the first failure in a row of a stage, and of whatever is lost for good: so many changes. */
  readonly failed: (error: TeleError, lost: number) => void;
  /** Told of each failure that lasts. */
  readonly began: (stage: WriteStage) => void;
}

/** What cannot be written at the moment, and since when. */
export interface WriteFailures {
  /** A failure that cost nothing so far lasts until it is cleared. */
  note(stage: WriteStage, error: TeleError, lost: number): void;
  clear(stage: WriteStage): void;
  isFailing(stage: WriteStage): boolean;
  /** That of the spool first, because nothing more is taken then. */
  current(): Failure | undefined;
}

/** Starts with none. */
export function createWriteFailures({ now, failed, began }: FailuresContext): WriteFailures {
  const failures = new Map<WriteStage, Failure>();
  return {
    note(stage, error, lost) {
      const known = failures.get(stage);
      if (known === undefined || lost > 0) failed(error, lost);
      if (lost > 0) return;
      failures.set(stage, { message: error.message, since: known?.since ?? now() });
      began(stage);
    },
    clear: (stage) => void failures.delete(stage),
    isFailing: (stage) => failures.has(stage),
    current: () => failures.get('spool') ?? failures.get('store'),
  };
}
