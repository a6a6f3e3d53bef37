import { constants, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';
import { PROCESS_METRICS, type BoundHistogram, type Registry } from '../metrics/index.ts';

/** Records the runs of the garbage collector in the calling thread, from the call on until `close`. `observe` takes what Node has not handed over yet. */
export function observeGc(registry: Registry): { observe(): void; close(): void } {
  const durations = registry.add(PROCESS_METRICS.nodejsGcDurationSeconds);
  const byKind: ReadonlyMap<unknown, BoundHistogram> = new Map([
    [constants.NODE_PERFORMANCE_GC_MAJOR, durations.with({ kind: 'major' })],
    [constants.NODE_PERFORMANCE_GC_MINOR, durations.with({ kind: 'minor' })],
    [constants.NODE_PERFORMANCE_GC_INCREMENTAL, durations.with({ kind: 'incremental' })],
    [constants.NODE_PERFORMANCE_GC_WEAKCB, durations.with({ kind: 'weakcb' })],
  ]);
  const record = (entries: readonly PerformanceEntry[]): void => {
    for (const entry of entries) byKind.get(kindOf(entry))?.observe(entry.duration / 1000);
  };
  const observer = new PerformanceObserver((list) => record(list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  return {
    observe: () => record(observer.takeRecords()),
    close: () => observer.disconnect(),
  };
}

/** The kind that Node writes into the detail of an entry of type gc. */
function kindOf(entry: PerformanceEntry): unknown {
  const detail: unknown = 'detail' in entry ? entry.detail : undefined;
  return typeof detail === 'object' && detail !== null && 'kind' in detail ? detail.kind : undefined;
}
