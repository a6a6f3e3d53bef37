import type { TeleError } from '../core/index.ts';
import type { StoreHealth } from './messages.ts';

/** From one line about what is lost to the next. Metrics count each. */
const LOSS_SECONDS = 10;

/** Where a write can fail. */
export type WriteStage = 'spool' | 'store';
type Failure = NonNullable<StoreHealth['failure']>;

interface FailuresContext {
  readonly now: () => number;
  /** Told of the first failure in a row of a stage, and of what is lost for good: so many changes since it was last told. */
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
  let untold = 0;
  let toldAt = -Infinity;

  /** At most once in a while, with all that was lost since. */
  function tellLoss(error: TeleError, lost: number): void {
    untold += lost;
    if (now() < toldAt + LOSS_SECONDS) return;
    toldAt = now();
    failed(error, untold);
    untold = 0;
  }

  return {
    note(stage, error, lost) {
      const known = failures.get(stage);
      if (lost > 0) {
        tellLoss(error, lost);
        return;
      }
      if (known === undefined) failed(error, 0);
      failures.set(stage, { message: error.message, since: known?.since ?? now() });
      began(stage);
    },
    clear: (stage) => void failures.delete(stage),
    isFailing: (stage) => failures.has(stage),
    current: () => failures.get('spool') ?? failures.get('store'),
  };
}
