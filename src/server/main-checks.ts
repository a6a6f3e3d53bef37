import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { createHealthMemory, type Finding, type HealthCheck, type Source } from '../core/index.ts';
import { CHECKS } from './check-bounds.ts';
import { judge } from './health.ts';
import { heapLimitMib } from './heap-limits.ts';
import { checkCertificates } from './certificates/certificate-check.ts';
import type { SourceWatch } from './source-watch.ts';
import type { SteadyClock } from './steady-clock.ts';

const LAG_RESOLUTION_MS = 20;

const SYNTHETIC = { name: 'synthetic', severity: 'ok', reason: 'All traffic is generated: none of these calls ever happened.' } as const;

interface Checked {
  readonly clock: Pick<SteadyClock, 'aheadSeconds'>;
  readonly sources: readonly Source[];
  readonly watch: SourceWatch;
  readonly expected: readonly string[];
  /** What comes in is generated. */
  readonly isSynthetic: boolean;
  /** Days before a certificate expires from which on that is a finding. */
  readonly warnDays: number;
  /** What others of this thread have found, each by its own means. */
  readonly told: () => readonly Finding[];
}

/** Judges the main thread from the inside: listeners, traffic, expected sources, lag of the event loop, memory, and what it is told. */
export interface MainChecks {
  run(now: number): readonly HealthCheck[];
  stop(): void;
}

/** Starts to measure. Each run judges the lag since the run before. */
export function createMainChecks({ clock, sources, watch, expected, isSynthetic, warnDays, told }: Checked): MainChecks {
  const remember = createHealthMemory();
  const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  lag.enable();
  return {
    run(now) {
      // The histogram holds nanoseconds from one wake-up to the next; only what exceeds the interval is lag.
      const lagSeconds = Math.max(0, lag.max / 1e6 - LAG_RESOLUTION_MS) / 1e3;
      lag.reset();
      return remember(
        [
          checkListeners(sources),
          ...(isSynthetic ? [SYNTHETIC] : []),
          ...watch.check(expected, now),
          checkLag(lagSeconds),
          checkHeap(),
          checkClock(clock.aheadSeconds()),
          ...checkSourceCertificates(sources, now, warnDays),
          ...told(),
        ],
        now,
      );
    },
    stop: () => void lag.disable(),
  };
}

function checkListeners(sources: readonly Source[]): Finding {
  const endpoints = sources.flatMap((source) => source.endpoints());
  const isUp = sources.every((source) => source.endpoints().length > 0);
  return isUp
    ? { name: 'listeners', severity: 'ok', reason: `Listens on ${[...new Set(endpoints)].join(', ')}.` }
    : { name: 'listeners', severity: 'failed', reason: 'A source does not listen.' };
}

function checkSourceCertificates(sources: readonly Source[], now: number, warnDays: number): readonly Finding[] {
  const shown = sources.flatMap((source) => source.certificate?.() ?? []);
  return checkCertificates(
    'hep_certificate',
    shown.map(({ validFrom, expiresAt }) => ({ listener: 'hep', validFrom, expiresAt })),
    now,
    warnDays,
  );
}

function checkLag(lagSeconds: number): Finding {
  const reason = `The main thread was held up for at most ${lagSeconds.toFixed(3)} s within the last second.`;
  return { name: 'loop_lag', severity: judge(lagSeconds, CHECKS.loop_lag.bounds), reason };
}

function checkHeap(): Finding {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  const ratio = used / limit;
  const reason = `${Math.round(ratio * 100)} % of the ${heapLimitMib()} MiB that the heap of the main thread may hold are in use.`;
  return { name: 'heap', severity: judge(ratio, CHECKS.heap.bounds), reason };
}

function checkClock(aheadSeconds: number): Finding {
  const direction = aheadSeconds < 0 ? 'back' : 'ahead';
  const set = `The clock of this machine was set ${Math.abs(aheadSeconds).toFixed(1)} s ${direction} while calls are in progress; until none is, times go on as before. A restart takes the new time at once.`;
  return aheadSeconds === 0
    ? { name: 'clock', severity: 'ok', reason: 'Times are those of the clock of this machine.' }
    : { name: 'clock', severity: 'degraded', reason: set };
}
