import type { CounterDef, HistogramDef, LabelDomain, Labels, MetricDef, OpenDomain, SummaryDef } from '../metrics/index.ts';
import type { CHART_RANGE, CHART_STEP, Expression, Matcher, OverRange, RangeFunction, Selected } from './expression.ts';

/** How long a range is, in seconds; `step` is that of the chart, `range` all that it shows: both are for dashboards alone. */
export type Window = number | typeof CHART_STEP | typeof CHART_RANGE;

/** What the value of a label may be: one, one of several, or none of several. */
type Wanted<V extends string> = V | readonly V[] | { readonly not: readonly V[] };
type ValueOf<D extends LabelDomain> = D extends readonly (infer V extends string)[] ? V : string;

export interface Options<L extends Labels> {
  readonly where?: { readonly [K in keyof L]?: Wanted<ValueOf<L[K]>> };
  /** How many seconds before the moment. */
  readonly ago?: number;
}

/** The same for a recording rule, whose labels have no declared values. */
export interface RecordedOptions<L extends string> {
  readonly where?: { readonly [K in L]?: Wanted<string> };
  readonly ago?: number;
}

type Names<L extends Labels> = keyof L & string;

/** A metric with one value per series. */
export type Single<L extends Labels> = Exclude<MetricDef<L>, { readonly kind: 'histogram' | 'summary' | 'toldSummary' }>;

/** A part of a histogram that counts up, as a counter does. */
export interface Part<L extends Labels> {
  readonly kind: 'part';
  readonly name: string;
  readonly family: string;
  readonly labels: L;
}

/** What counts up. */
export type Counted<L extends Labels> = CounterDef<L> | Part<L>;

/** A recording rule: an expression whose value is kept under a name of its own, `level:metric:operations`. */
export interface Recorded<L extends string> {
  readonly record: string;
  readonly labels: readonly L[];
  readonly of: Expression<L>;
}

/** How many values a histogram has observed. */
export function countOf<const L extends Labels>({ name, labels }: HistogramDef<L>): Part<L> {
  return { kind: 'part', name: `${name}_count`, family: name, labels };
}

/** The sum of all values that a histogram has observed. */
export function sumOf<const L extends Labels>({ name, labels }: HistogramDef<L>): Part<L> {
  return { kind: 'part', name: `${name}_sum`, family: name, labels };
}

/** How many values a histogram has observed in each bucket, those below counted in. */
export function bucketsOf<const L extends Labels>({ name, labels }: HistogramDef<L>): Part<L & { readonly le: OpenDomain }> {
  return { kind: 'part', name: `${name}_bucket`, family: name, labels: { ...labels, le: { max: Number.POSITIVE_INFINITY } } };
}

/** The newest value of each series. */
export function value<const L extends Labels>(metric: Single<L>, options: Options<NoInfer<L>> = {}): Expression<Names<L>> {
  return selected(metric, metric.name, options);
}

/** A quantile that a summary shows, which is one of its own. */
export function shownQuantile<const L extends Labels>(
  part: number,
  metric: SummaryDef<L>,
  options: Options<NoInfer<L>> = {},
): Expression<Names<L>> {
  if (!metric.quantiles.includes(part)) throw new RangeError(`${metric.name} has no quantile ${part}.`);
  return selected(metric, metric.name, { ...options, where: { ...options.where, quantile: String(part) } });
}

/** The newest value of a recording rule. */
export function recorded<const L extends string>(rule: Recorded<L>, options: RecordedOptions<NoInfer<L>> = {}): Expression<L> {
  return selectedRule(rule, options);
}

/** How much a counter grows in a second, taken over a time. */
export function rate<const L extends Labels>(of: Counted<L>, window: Window, options: Options<NoInfer<L>> = {}): Expression<Names<L>> {
  return overRange('rate', selected(of, familyOf(of), options), window);
}

/** How much a counter grew within a time. */
export function increase<const L extends Labels>(of: Counted<L>, window: Window, options: Options<NoInfer<L>> = {}): Expression<Names<L>> {
  return overRange('increase', selected(of, familyOf(of), options), window);
}

/** What became of a level within a time: its mean, its least, its highest, its sum, how many values it had, by how much and how often it changed. */
export function overTime<const L extends Labels>(
  shows: Exclude<RangeFunction, 'rate' | 'increase'>,
  metric: Single<L>,
  window: Window,
  options: Options<NoInfer<L>> = {},
): Expression<Names<L>> {
  return overRange(shows, selected(metric, metric.name, options), window);
}

/** The same of a recording rule. */
export function recordedOverTime<const L extends string>(
  shows: Exclude<RangeFunction, 'rate' | 'increase'>,
  rule: Recorded<L>,
  window: Window,
  options: RecordedOptions<NoInfer<L>> = {},
): Expression<L> {
  return overRange(shows, selectedRule(rule, options), window);
}

/** 1 when a metric has no such series, and within `windowSeconds` had none. */
export function absent<const L extends Labels>(
  metric: Single<L>,
  options: Options<NoInfer<L>> & { readonly windowSeconds?: number } = {},
): Expression {
  const { windowSeconds } = options;
  return { kind: 'absent', of: selected(metric, metric.name, options), ...(windowSeconds === undefined ? {} : { windowSeconds }) };
}

function overRange(of: RangeFunction, selection: Selected, windowSeconds: Window): OverRange {
  return { kind: 'overRange', function: of, of: selection, windowSeconds };
}

function familyOf(of: { readonly name: string } | Part<Labels>): string {
  return 'family' in of ? of.family : of.name;
}

function selected(
  { name, labels }: { readonly name: string; readonly labels: Labels },
  family: string,
  { where = {}, ago = 0 }: { readonly where?: Asked; readonly ago?: number },
): Selected {
  return { kind: 'selected', series: name, family, labels: Object.keys(labels), matchers: matchersOf(where), agoSeconds: ago };
}

function selectedRule(
  { record, labels }: { readonly record: string; readonly labels: readonly string[] },
  { where = {}, ago = 0 }: { readonly where?: Asked; readonly ago?: number },
): Selected {
  return { kind: 'selected', series: record, family: record, labels, matchers: matchersOf(where), agoSeconds: ago };
}

type Asked = { readonly [label: string]: Wanted<string> | undefined };

function matchersOf(where: Asked): readonly Matcher[] {
  return Object.entries(where).flatMap(([label, wanted]): readonly Matcher[] => {
    if (wanted === undefined) return [];
    if (typeof wanted === 'string') return [{ label, isIn: true, values: [wanted] }];
    return 'not' in wanted ? [{ label, isIn: false, values: wanted.not }] : [{ label, isIn: true, values: wanted }];
  });
}
