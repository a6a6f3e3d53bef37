import { monitorEventLoopDelay, performance, type IntervalHistogram } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { observeGc } from './observe-gc.ts';
import { readOpenFilesLimit } from './open-files.ts';
import { createProcessReader, type ProcessReading } from './read-process.ts';
import { PROCESS_METRICS, type Gauge, type Registry, type SharedRegistry } from '../metrics/index.ts';

/** Keeps the metrics of the process and of the calling thread's event loop. */
export interface ProcessObserver {
  /** Ends it, the measurement of the event loop and of the garbage collector with it. The metrics keep their values. May be called twice. */
  close(): void;
}

/** A finer resolution wakes the process more often: 10 ms cost 0.6 % CPU when idle. */
const LAG_RESOLUTION_MS = 50;

/** Adds the process metrics to a registry. They are read anew at each round of its `collect`; `onReading` is called with what was read of the process. */
export function observeProcess(registry: SharedRegistry, onReading?: (reading: ProcessReading) => void): ProcessObserver {
  const read = createProcessReader();
  const observers = [observeCpu(registry), observeMemory(registry), observeFds(registry), observeUtilization(registry)];
  const startTime = registry.add(PROCESS_METRICS.processStartTimeSeconds);
  const uptime = registry.add(PROCESS_METRICS.processUptimeSeconds);
  const lag = observeLag(registry);
  const gc = observeGc(registry);
  let startedAt: number | undefined;
  const end = registry.onCollect({
    name: 'process',
    collect(now) {
      // Kept, since a clock that is set later does not change when the process started.
      const reading = read();
      startedAt ??= now - reading.uptimeSeconds;
      startTime.set(startedAt);
      uptime.set(reading.uptimeSeconds);
      for (const observe of observers) observe(reading);
      lag.observe();
      gc.observe();
      onReading?.(reading);
    },
  });
  return {
    close() {
      end();
      lag.close();
      gc.close();
    },
  };
}

/** Moves metrics by what was read of the process. */
type Observe = (reading: ProcessReading) => void;

function observeCpu(registry: Registry): Observe {
  const seconds = registry.add(PROCESS_METRICS.processCpuSecondsTotal);
  let counted = 0;
  return ({ cpuSeconds }) => {
    seconds.add(cpuSeconds - counted);
    counted = cpuSeconds;
  };
}

function observeMemory(registry: Registry): Observe {
  const resident = registry.add(PROCESS_METRICS.processResidentMemoryBytes);
  const used = registry.add(PROCESS_METRICS.nodejsHeapUsedBytes);
  const limit = registry.add(PROCESS_METRICS.nodejsHeapLimitBytes);
  const external = registry.add(PROCESS_METRICS.nodejsExternalMemoryBytes);
  return ({ residentBytes }) => {
    const heap = getHeapStatistics();
    resident.set(residentBytes);
    used.set(heap.used_heap_size);
    limit.set(heap.heap_size_limit);
    external.set(heap.external_memory);
  };
}

function observeFds(registry: Registry): Observe {
  const openFds = registry.add(PROCESS_METRICS.processOpenFds);
  const maxFds = registry.add(PROCESS_METRICS.processMaxFds);
  const limit = readOpenFilesLimit();
  return ({ openFiles }) => {
    setOrClear(maxFds, limit);
    setOrClear(openFds, openFiles);
  };
}

function observeUtilization(registry: Registry): Observe {
  const ratio = registry.add(PROCESS_METRICS.nodejsEventloopUtilizationRatio);
  let before = performance.eventLoopUtilization();
  return () => {
    const current = performance.eventLoopUtilization();
    ratio.set(performance.eventLoopUtilization(current, before).utilization);
    before = current;
  };
}

function observeLag(registry: Registry): { observe(): void; close(): void } {
  const mean = registry.add(PROCESS_METRICS.nodejsEventloopLagMeanSeconds);
  const p99 = registry.add(PROCESS_METRICS.nodejsEventloopLagP99Seconds);
  const max = registry.add(PROCESS_METRICS.nodejsEventloopLagMaxSeconds);
  const delays: IntervalHistogram = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  delays.enable();
  return {
    observe() {
      const isMeasured = delays.count > 0;
      setOrClear(mean, isMeasured ? lagSeconds(delays.mean) : undefined);
      setOrClear(p99, isMeasured ? lagSeconds(delays.percentile(99)) : undefined);
      setOrClear(max, isMeasured ? lagSeconds(delays.max) : undefined);
      delays.reset();
    },
    close: () => void delays.disable(),
  };
}

/** The histogram holds nanoseconds from one wake-up to the next; only what exceeds the interval is lag. */
function lagSeconds(nanoseconds: number): number {
  return Math.max(0, Math.round(nanoseconds / 1e3 - LAG_RESOLUTION_MS * 1e3) / 1e6);
}

function setOrClear(metric: Gauge<Record<never, never>>, value: number | undefined): void {
  if (value === undefined) metric.clear();
  else metric.set(value);
}
