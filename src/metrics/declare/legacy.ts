import {
  counter,
  gauge,
  histogram,
  info,
  summary,
  toldSummary,
  windowed,
  type BucketsSpec,
  type CounterDef,
  type ExemplarSpec,
  type GaugeDef,
  type HistogramDef,
  type InfoDef,
  type Spec,
  type SummaryDef,
  type ToldSummaryDef,
  type WindowedDef,
} from './declare.ts';
import type { Labels } from './label.ts';

type None = Record<never, never>;

/**
 * Declares metrics under the names that another program gave them, so that its dashboards and alerts keep working. They are exempt from the rules for names and units,
 * and still have to fit the exposition formats. A counter whose name does not end in `_total` is `unknown` in OpenMetrics, which knows no such counter.
 */
export const legacy = {
  counter<const L extends Labels = None>(name: string, spec: Spec<L> & ExemplarSpec): CounterDef<L> {
    // The name is the only thing that the type of `counter` is stricter about.
    return { ...counter<L>(name as `${string}_total`, spec), isLegacy: true };
  },
  gauge<const L extends Labels = None>(name: string, spec: Spec<L>): GaugeDef<L> {
    return { ...gauge<L>(name, spec), isLegacy: true };
  },
  info<const L extends Labels = None>(name: `${string}_info`, spec: Spec<L>): InfoDef<L> {
    return { ...info<L>(name, spec), isLegacy: true };
  },
  histogram<const L extends Labels = None>(name: string, spec: Spec<L> & BucketsSpec & ExemplarSpec): HistogramDef<L> {
    return { ...histogram<L>(name, spec), isLegacy: true };
  },
  summary<const L extends Labels = None>(
    name: string,
    spec: Spec<L> & { readonly quantiles: readonly number[]; readonly windowSeconds: number },
  ): SummaryDef<L> {
    return { ...summary<L>(name, spec), isLegacy: true };
  },
  toldSummary<const L extends Labels = None>(name: string, spec: Spec<L> & { readonly quantiles: readonly number[] }): ToldSummaryDef<L> {
    return { ...toldSummary<L>(name, spec), isLegacy: true };
  },
  windowed<const L extends Labels = None>(
    name: string,
    spec: Spec<L> & { readonly shows: 'sum' | 'mean'; readonly windowSeconds: number },
  ): WindowedDef<L> {
    return { ...windowed<L>(name, spec), isLegacy: true };
  },
};
