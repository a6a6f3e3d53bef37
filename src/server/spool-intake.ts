import type { TeleError } from '../core/index.ts';
import type { Spool } from '../stores/index.ts';
import type { ToldPart } from './programs/told-keeper.ts';
import { asTeleError } from './thread-port.ts';

/** Pauses between tries to append to the spool, in seconds; the last one repeats. */
const RETRY_SECONDS = [0.1, 0.3, 1, 2, 5];

/** Changes as main hands them over. */
export interface HandedBatch {
  /** Number of the last change. */
  readonly lsn: number;
  readonly count: number;
  /** The changes, by `encodeChanges`. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What it holds of what programs told. Absent: nothing. */
  readonly told?: ToldPart;
}

interface IntakeContext {
  readonly spool: Pick<Spool, 'append'>;
  /** Resolves after so many seconds, or when the signal aborts. */
  readonly pause: (seconds: number, signal: AbortSignal) => Promise<void>;
  /** Told of each failure; `lost` is the number of changes that are given up with it. */
  readonly failed: (error: TeleError, lost: number) => void;
  /** Told when something was appended. */
  readonly appended: () => void;
}

/** Appends what arrives to the spool, in order, again and again while it refuses. */
export interface SpoolIntake {
  /** Resolves when the batch is synced or given up, with the number of changes lost. */
  take(batch: HandedBatch): Promise<number>;
  /** Appends what waits once more; from now on what cannot be appended is given up. */
  finish(): Promise<void>;
}

interface Entry {
  readonly batch: HandedBatch;
  resolve(lost: number): void;
}

/** Makes the intake of one spool. */
export function createSpoolIntake({ spool, pause, failed, appended }: IntakeContext): SpoolIntake {
  let refused: Entry[] = [];
  let tries = 0;
  // The pause before a try that is not made any more must not keep the thread.
  const finishing = new AbortController();

  const send = async (entry: Entry): Promise<void> => {
    const { lsn, count, bytes } = entry.batch;
    try {
      await spool.append({ lsn, count, payload: bytes });
      tries = 0;
      entry.resolve(0);
      appended();
    } catch (caught) {
      const error = asTeleError(caught);
      failed(error, finishing.signal.aborted ? count : 0);
      if (finishing.signal.aborted) {
        entry.resolve(count);
        return;
      }
      // The spool refuses everything behind the first refusal, so these stay in order.
      refused.push(entry);
      if (refused.length === 1) void retry();
    }
  };

  /** Never rejects, because `send` does not. */
  const retry = async (): Promise<void> => {
    await pause(RETRY_SECONDS[Math.min(tries, RETRY_SECONDS.length - 1)] ?? 1, finishing.signal);
    tries += 1;
    const again = refused;
    refused = [];
    for (const entry of again) void send(entry);
  };

  return {
    take(batch) {
      return new Promise((resolve) => {
        const entry = { batch, resolve };
        // Nothing overtakes what waits to be tried again.
        if (refused.length > 0) refused.push(entry);
        else void send(entry);
      });
    },
    async finish() {
      const last = refused.splice(0);
      finishing.abort();
      for (const entry of last) await send(entry);
    },
  };
}
