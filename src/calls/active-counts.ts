import { ACTIVE_STATE, type ActiveState, type Emit } from '../core/index.ts';

/** How many calls are in each state. */
export type ActiveCounts = { readonly [S in ActiveState]: number };

interface Gauge {
  count: number;
  /** The most within the running minute, and within the one before. */
  peak: number;
  peakBefore: number;
  shown: string;
}

/** Shows the calls of the table by state, with the peak per minute beside it. */
export interface ActiveGauge {
  show(counts: ActiveCounts, now: number): void;
}

/** Emits `call.active` for each state whenever its count or its peak has changed. */
export function createActiveGauge(emit: Emit): ActiveGauge {
  const gauges = new Map<ActiveState, Gauge>(ACTIVE_STATE.map((state) => [state, { count: 0, peak: 0, peakBefore: 0, shown: '' }]));
  let minute = Number.NaN;
  return {
    show(counts, now) {
      const current = Math.floor(now / 60);
      for (const [state, gauge] of gauges) {
        if (current !== minute) {
          gauge.peakBefore = current === minute + 1 ? gauge.peak : gauge.count;
          gauge.peak = gauge.count;
        }
        gauge.count = counts[state];
        gauge.peak = Math.max(gauge.peak, gauge.count);
        const peakCount = Math.max(gauge.peak, gauge.peakBefore);
        const shown = `${gauge.count}|${peakCount}`;
        if (shown === gauge.shown) continue;
        gauge.shown = shown;
        emit({ type: 'call.active', at: now, state, count: gauge.count, peakCount });
      }
      minute = current;
    },
  };
}
