import type { HistogramDef, Labels } from '../metrics/index.ts';
import {
  type Aggregated,
  type Calculated,
  type Combined,
  type Compared,
  type Expression,
  type Node,
  type Now,
  CHART_RANGE,
} from './expression.ts';
import { bucketsOf, type Counted, countOf, increase, rate, sumOf, type Options, type Recorded, type Window } from './select.ts';

type Operand<L extends string> = Expression<L> | number;

/** All series that agree in the labels `by` become one. */
export function aggregate<L extends string, const B extends L = never>(
  operation: Aggregated['operation'],
  of: Expression<L>,
  by: readonly B[] = [],
): Expression<NoInfer<B>> {
  return { kind: 'aggregated', operation, of, by };
}

/** The sum of all series that agree in the labels `by`. */
export function sum<L extends string, const B extends L = never>(of: Expression<L>, by: readonly B[] = []): Expression<NoInfer<B>> {
  return aggregate('sum', of, by);
}

/** Calculates with two expressions of the same labels, or with a number. */
export function calculate<L extends string>(operator: Calculated['operator'], left: Operand<L>, right: Operand<L>): Expression<L> {
  return { kind: 'calculated', operator, left: nodeOf(left), right: nodeOf(right) };
}

/** The left over the right: a ratio. Where the right is 0 it is no number. */
export function divide<L extends string>(left: Operand<L>, right: Operand<L>): Expression<L> {
  return calculate('/', left, right);
}

/** The left over what it is a part of: the right has the labels `on` alone. */
export function shareOf<L extends string, const O extends L = never>(
  left: Expression<L>,
  right: Expression<O>,
  on: readonly O[] = [],
): Expression<L> {
  return { kind: 'calculated', operator: '/', left, right, on };
}

/** The series of the left for which it is true. */
export function compare<L extends string>(operator: Compared['operator'], left: Expression<L>, right: Operand<L>): Expression<L> {
  return { kind: 'compared', operator, left, right: nodeOf(right) };
}

export function above<L extends string>(left: Expression<L>, right: Operand<L>): Expression<L> {
  return compare('>', left, right);
}

export function below<L extends string>(left: Expression<L>, right: Operand<L>): Expression<L> {
  return compare('<', left, right);
}

/** The series of the first for which each other has one, too. */
export function both<L extends string>(first: Expression<L>, ...others: readonly Expression<NoInfer<L>>[]): Expression<L> {
  return others.reduce<Expression<L>>((left, right) => combined('and', left, right), first);
}

/** The series of the first, and of each other what is not there yet. */
export function either<L extends string>(first: Expression<L>, ...others: readonly Expression<NoInfer<L>>[]): Expression<L> {
  return others.reduce<Expression<L>>((left, right) => combined('or', left, right), first);
}

/** The series of the first, of whatever servers; only where it has none at all, those of the second. */
export function orElse<L extends string, S extends L = never>(first: Expression<L>, second: Expression<S>): Expression<L> {
  return { kind: 'combined', operator: 'or', left: first, right: second, on: [], isOfAll: true };
}

/** The series of the left for which the right has none. */
export function unless<L extends string>(left: Expression<L>, right: Expression<NoInfer<L>>): Expression<L> {
  return combined('unless', left, right);
}

/** The series of the left for which the right, that has the labels `on` alone, has one. */
export function whereThereIs<L extends string, const O extends L = never>(
  left: Expression<L>,
  right: Expression<O>,
  on: readonly O[] = [],
): Expression<L> {
  return { kind: 'combined', operator: 'and', left, right, on };
}

/** The moment in Unix seconds. It goes with series of any labels. */
export function now(): Now {
  return { kind: 'now' };
}

/** A number that is always there. */
export function constant(value: number): Expression {
  return { kind: 'constant', value };
}

/** A quantile, 0 to 1, of what a histogram observed within a time. */
export function quantile<const L extends Labels, const B extends keyof L & string = never>(
  part: number,
  metric: HistogramDef<L>,
  window: Window,
  by: readonly B[] = [],
  options: Options<NoInfer<L>> = {},
): Expression<NoInfer<B>> {
  const buckets: Node = growth(bucketsOf<Labels>(metric), window, options);
  return { kind: 'quantile', quantile: part, of: { kind: 'aggregated', operation: 'sum', of: buckets, by: ['le', ...by] } };
}

/** The mean of what a histogram observed within a time. */
export function mean<const L extends Labels, const B extends keyof L & string = never>(
  metric: HistogramDef<L>,
  window: Window,
  by: readonly B[] = [],
  options: Options<NoInfer<L>> = {},
): Expression<NoInfer<B>> {
  return divide(sum(growth(sumOf(metric), window, options), by), sum(growth(countOf(metric), window, options), by));
}

/** Which part of what a histogram observed within a time was at most `bound`, which is one of its buckets. */
export function shareUpTo<const L extends Labels, const B extends keyof L & string = never>(
  bound: number,
  metric: HistogramDef<L>,
  window: Window,
  by: readonly B[] = [],
  options: Options<NoInfer<L>> = {},
): Expression<NoInfer<B>> {
  if (!metric.buckets.includes(bound)) throw new RangeError(`${metric.name} has no bucket ${bound}.`);
  // OpenMetrics, and Prometheus from version 3 on, write a whole number with a fraction.
  const le = Number.isInteger(bound) ? [String(bound), `${bound}.0`] : String(bound);
  const below: Options<Labels> = { ...options, where: { ...options.where, le } };
  const within: Expression<B> = { kind: 'aggregated', operation: 'sum', of: growth(bucketsOf<Labels>(metric), window, below), by };
  return divide(within, sum(growth(countOf(metric), window, options), by));
}

/** Declares a recording rule. */
export function record<const L extends string = never>(
  name: `${string}:${string}:${string}`,
  of: Expression<L>,
  labels: readonly L[],
): Recorded<L> {
  return { record: name, labels, of };
}

/** What is compared with its like: how fast it grows, and in all the time that a chart shows how much. Their ratios are the same. */
function growth<const L extends Labels>(of: Counted<L>, window: Window, options: Options<NoInfer<L>>): Expression<keyof L & string> {
  return window === CHART_RANGE ? increase(of, window, options) : rate(of, window, options);
}

function combined<L extends string>(operator: Combined['operator'], left: Expression<L>, right: Expression<L>): Expression<L> {
  return { kind: 'combined', operator, left, right };
}

function nodeOf(operand: Node | number): Node {
  return typeof operand === 'number' ? { kind: 'constant', value: operand } : operand;
}
