import type { HistogramDef, Labels } from '../metrics/index.ts';
import {
  aggregate,
  bucketsOf,
  CHART_RANGE,
  CHART_STEP,
  divide,
  increase,
  mean,
  quantile,
  rate,
  sum,
  value,
  type Counted,
  type Expression,
  type Options,
  type Single,
} from '../expressions/index.ts';

/** How fast a counter grows, at each moment of a chart. */
export function speed<const L extends Labels, const B extends keyof L & string = never>(
  of: Counted<L>,
  by: readonly B[] = [],
  options: Options<NoInfer<L>> = {},
): Expression<B> {
  return sum(rate(of, CHART_STEP, options), by);
}

/** How much a counter grew in all the time that is shown. */
export function grown<const L extends Labels, const B extends keyof L & string = never>(
  of: Counted<L>,
  by: readonly B[] = [],
  options: Options<NoInfer<L>> = {},
): Expression<B> {
  return sum(increase(of, CHART_RANGE, options), by);
}

/** Which part of a counter those are that `where` names, at each moment of a chart. */
export function partOf<const L extends Labels, const B extends keyof L & string = never>(
  of: Counted<L>,
  where: NonNullable<Options<NoInfer<L>>['where']>,
  by: readonly B[] = [],
  ofAll: Options<NoInfer<L>> = {},
): Expression<B> {
  return divide(speed(of, by, { ...ofAll, where: { ...ofAll.where, ...where } }), speed(of, by, ofAll));
}

/** The same of all the time that is shown. */
export function partOfAll<const L extends Labels, const B extends keyof L & string = never>(
  of: Counted<L>,
  where: NonNullable<Options<NoInfer<L>>['where']>,
  by: readonly B[] = [],
  ofAll: Options<NoInfer<L>> = {},
): Expression<B> {
  return divide(grown(of, by, { ...ofAll, where: { ...ofAll.where, ...where } }), grown(of, by, ofAll));
}

/** The sum of levels. */
export function level<const L extends Labels, const B extends keyof L & string = never>(
  of: Single<L>,
  by: readonly B[] = [],
  options: Options<NoInfer<L>> = {},
): Expression<B> {
  return sum(value(of, options), by);
}

/** The highest of levels. */
export function highest<const L extends Labels, const B extends keyof L & string = never>(
  of: Single<L>,
  by: readonly B[] = [],
  options: Options<NoInfer<L>> = {},
): Expression<B> {
  return aggregate('max', value(of, options), by);
}

/** The lowest of levels. */
export function lowest<const L extends Labels, const B extends keyof L & string = never>(
  of: Single<L>,
  by: readonly B[] = [],
  options: Options<NoInfer<L>> = {},
): Expression<B> {
  return aggregate('min', value(of, options), by);
}

/** A quantile at each moment of a chart. */
export function typical<const L extends Labels, const B extends keyof L & string = never>(
  part: number,
  of: HistogramDef<L>,
  by: readonly B[] = [],
  options: Options<NoInfer<L>> = {},
): Expression<B> {
  return quantile(part, of, CHART_STEP, by, options);
}

/** A mean at each moment of a chart. */
export function average<const L extends Labels, const B extends keyof L & string = never>(
  of: HistogramDef<L>,
  by: readonly B[] = [],
  options: Options<NoInfer<L>> = {},
): Expression<B> {
  return mean(of, CHART_STEP, by, options);
}

/** How many values fall into each bucket, at each moment of a chart. */
export function spread<const L extends Labels>(of: HistogramDef<L>, options: Options<NoInfer<L>> = {}): Expression<'le'> {
  return sum(rate(bucketsOf<Labels>(of), CHART_STEP, options), ['le']);
}
