import type { Finding } from '../core/index.ts';
import type { OtlpLoss, QueueState } from './export-queue.ts';
import type { OtlpSignal } from './otlp-options.ts';

/** What was not exported. */
export interface OtlpLost {
  /** `calls`: of which no span was made yet. */
  readonly what: OtlpSignal | 'calls';
  readonly reason: OtlpLoss | 'store_failed';
  readonly count: number;
}

/** What of the export is told: what was lost, how it is, and in the log when that changes. */
export interface OtlpReport {
  lost(what: OtlpLost['what'], reason: OtlpLost['reason'], count: number): void;
  /** What there is to tell since the last time. */
  take(states: ReadonlyMap<OtlpSignal, QueueState>): { readonly finding: Finding; readonly lost: readonly OtlpLost[] };
  /** Says in the log what the end has cost. */
  end(): void;
}

/** A single try that failed is no news yet: a collector may be restarted. */
const TOLD_TRIES = 2;
/** Unless the next try is that far away. */
const LONG_PAUSE_SECONDS = 30;
const REFUSED = 'what it refuses is not sent again';

function isTold(failure: QueueState['failure']): failure is NonNullable<QueueState['failure']> {
  return failure !== undefined && (failure.tries >= TOLD_TRIES || failure.pauseSeconds > LONG_PAUSE_SECONDS);
}

/** Starts with nothing to tell. */
export function createOtlpReport(say: (level: 'info' | 'warn', message: string) => void): OtlpReport {
  // By what and reason, which are few: whoever loses much says so in one line.
  let lost = new Map<string, OtlpLost>();
  /** By signal whether what fails is refused. */
  const failing = new Map<OtlpSignal, boolean>();
  const look = (signal: OtlpSignal, { failure }: QueueState): void => {
    if (failure === undefined && failing.delete(signal)) say('info', `The collector takes ${signal} again.`);
    if (!isTold(failure) || failing.get(signal) === failure.isRefused) return;
    failing.set(signal, failure.isRefused);
    say('warn', `The collector of ${signal} ${failure.reason}; ${failure.isRefused ? REFUSED : 'it is tried again and again'}.`);
  };
  return {
    lost(what, reason, count) {
      const key = `${what} ${reason}`;
      lost.set(key, { what, reason, count: count + (lost.get(key)?.count ?? 0) });
    },
    take(states) {
      for (const [signal, state] of states) look(signal, state);
      const told = { finding: findingOf(states), lost: [...lost.values()] };
      lost = new Map();
      return told;
    },
    end() {
      for (const { what, reason, count } of lost.values()) say('warn', `Of ${what} ${count} were not exported (${reason}).`);
      lost.clear();
    },
  };
}

function findingOf(states: ReadonlyMap<OtlpSignal, QueueState>): Finding {
  const faults = [...states].flatMap(([signal, { failure, waiting }]) =>
    isTold(failure)
      ? [`The collector of ${signal} ${failure.reason}, ${sayTries(failure)}; ${failure.isRefused ? REFUSED : `${waiting} wait`}.`]
      : [],
  );
  if (faults.length > 0) return { name: 'otlp', severity: 'degraded', reason: faults.join(' ') };
  const counts = [...states].map(([signal, { exported }]) => `${exported} of ${signal}`);
  return { name: 'otlp', severity: 'ok', reason: `The collector has taken ${counts.join(', ')}.` };
}

function sayTries({ tries, pauseSeconds }: NonNullable<QueueState['failure']>): string {
  return tries >= TOLD_TRIES ? `${tries} times in a row` : `and is asked again after ${Math.round(pauseSeconds)} s`;
}
