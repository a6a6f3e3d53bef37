export { CHART_RANGE, CHART_STEP } from './expression.ts';
export type { Expression, Matcher, Node, Selected } from './expression.ts';
export { absent, bucketsOf, countOf, increase, overTime, rate, recorded, recordedOverTime, shownQuantile, sumOf, value } from './select.ts';
export type { Counted, Options, Recorded, Single, Window } from './select.ts';
export {
  above,
  aggregate,
  below,
  both,
  calculate,
  compare,
  constant,
  divide,
  either,
  mean,
  now,
  orElse,
  quantile,
  record,
  shareOf,
  shareUpTo,
  sum,
  unless,
  whereThereIs,
} from './combine.ts';
export { durationText, promql } from './promql.ts';
export type { PromqlOptions } from './promql.ts';
export { evaluate } from './evaluate.ts';
export { inChart } from './in-chart.ts';
export { isMatch } from './history.ts';
export type { History, SeriesHistory, SeriesLabels } from './history.ts';
export { seriesKey } from './sample.ts';
export type { Sample } from './sample.ts';
export { selections } from './families.ts';
